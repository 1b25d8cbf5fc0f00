/** An event of a tenant: thin, ids and states. What is true now is read from the API. */
export interface WebhookEvent {
  /** `evt_…`: the same each time the same event comes. Keep it, and leave out what you have had. */
  id: string;
  /** `session.completed`, `credentials.expiring`, … */
  type: string;
  at: string;
  data: {
    session_id?: string;
    credentials_id?: string;
    skill?: string;
    status?: string;
    reference?: string;
    step?: string;
    /** Of `session.completed`, where the endpoint asks for it. */
    temp_token?: string;
    [more: string]: string | number | boolean | undefined;
  };
}

/** Where a tenant wants its events. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  events: string[];
  description?: string;
  /** `whsec_…`: shown once, when it is made. */
  secret?: string;
  [more: string]: unknown;
}

/** What `webhooks.create` takes, and `webhooks.update` a part of. */
export interface WebhookEndpointInput {
  url: string;
  /** Types, or `*`. */
  events?: string[];
  description?: string;
  [more: string]: unknown;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  event_id: string;
  [more: string]: unknown;
}

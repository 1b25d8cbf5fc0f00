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

/** What `webhooks.create` takes. */
export interface NewWebhookEndpoint {
  /** `https`, at port 443 or 8443 of a host on the internet. */
  url: string;
  /** Types, families (`session.*`), or `*`. */
  events: string[];
  description?: string | undefined;
  ordered?: boolean | undefined;
  temp_token?: boolean | undefined;
}

/** What `webhooks.update` changes; what is left out stays as it is. A `description` of null takes it away. */
export interface WebhookEndpointChange extends Partial<Omit<NewWebhookEndpoint, 'description'>> {
  description?: string | null | undefined;
  enabled?: boolean | undefined;
}

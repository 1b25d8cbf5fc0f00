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
  /** `we_…` */
  endpoint_id: string;
  url: string;
  /** Types, families (`session.*`), or `*`. */
  events: string[];
  description?: string;
  /** Events of one session are sent in their order. */
  ordered: boolean;
  /** `session.completed` has `data.temp_token`. */
  temp_token: boolean;
  /** False: nothing is sent, and events are kept. */
  enabled: boolean;
  /** `whpk_…`: it verifies `v1a`. */
  public_key: string;
  /** How many secrets sign. */
  secrets: number;
  old_secrets_until?: string;
  created_at: string;
}

/** An endpoint with its secret (`whsec_…`), which is shown once. */
export type WebhookEndpointWithSecret = WebhookEndpoint & { secret: string };

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

/** One attempt to send an event. It has failed where `error` is there. */
export interface WebhookAttempt {
  event_id: string;
  at: string;
  /** How long it took. */
  ms: number;
  /** Of HTTP; 2xx is taken. */
  status?: number;
  error?: string;
  message?: string;
  /** ms after which the endpoint asks to be tried again. */
  retry_after?: number;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  event_id: string;
  [more: string]: unknown;
}

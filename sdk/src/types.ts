// Made from the OpenAPI document by `npm run sdk`. Don't edit.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Problem = {
  /** `urn:vestibule:error:<code>` */
  type: string;
  title: string;
  status: number;
  /** What happened this time, in a sentence. It is for developers and in English, but for refusals of files and of too many attempts: there it is for users, in the session’s language. */
  detail: string;
  /** The path that was called; for a callback, its pattern. */
  instance: string;
  code: 'request_invalid' | 'json_malformed' | 'return_url_not_registered' | 'client_unauthorized' | 'nonce_invalid' | 'nonce_expired' | 'ticket_invalid' | 'temp_token_invalid' | 'credentials_invalid' | 'servicer_key_invalid' | 'signature_invalid' | 'sandbox_only' | 'origin_not_allowed' | 'provider_forbidden' | 'not_found' | 'skill_not_found' | 'publication_not_found' | 'session_not_found' | 'upload_not_found' | 'account_not_found' | 'credentials_not_found' | 'endpoint_not_found' | 'method_not_allowed' | 'not_acceptable' | 'request_timeout' | 'step_not_current' | 'step_changed' | 'nonce_used' | 'uploads_missing' | 'skill_mismatch' | 'skill_changed' | 'skill_bundled' | 'promotion_needed' | 'version_too_small' | 'catalog_full' | 'endpoints_full' | 'secrets_full' | 'session_full' | 'session_completed' | 'idempotency_in_flight' | 'skill_retired' | 'session_closed' | 'session_expired' | 'temp_token_used' | 'temp_token_expired' | 'consent_revoked' | 'consent_expired' | 'body_too_large' | 'session_too_large' | 'upload_too_large' | 'content_type_unsupported' | 'media_type_not_allowed' | 'expectation_failed' | 'skill_invalid' | 'coverage_missing' | 'endpoint_invalid' | 'step_data_invalid' | 'upload_field_unknown' | 'upload_too_many' | 'upload_empty' | 'upload_unreadable' | 'idempotency_key_reused' | 'rate_limited' | 'too_many_attempts' | 'bank_rate_limited' | 'headers_too_large' | 'internal_error' | 'bank_error' | 'bank_refused' | 'bank_format_unknown' | 'session_stuck' | 'engine_unavailable' | 'engine_not_ready' | 'database_unavailable' | 'bank_unavailable' | 'internal_timeout';
  request_id: string;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** Where input is at fault: every fault, in document order. */
  errors?: Array<{
    /** JSON Pointer into the body, or `query/…`, `header/…`, `path/…`. With `skill_invalid` and `version_too_small`: into the document, or `/texts/…`. */
    pointer: string;
    code: string;
    /** With `skill_invalid`: in the text of the document. */
    line?: number;
    column?: number;
    /** For people: on a step’s data and files in the session’s language, else in English. */
    message: string;
  }>;
  session?: SessionState;
  /** With `step_not_current`: the step that is. */
  current_step?: string | null;
  /** With `uploads_missing`: the fields that lack files. */
  fields?: string[];
  /** With `skill_mismatch`: the skill that the session runs. */
  skill?: string;
  /** Of `/readyz`: everything that sessions need and that is not there. */
  missing?: Array<{
    what: 'engine' | 'database' | 'worker' | 'search_attribute';
    /** Of a search attribute. */
    name?: string;
    message: string;
  }>;
  /** With `session_closed`: how the session ended. */
  session_status?: string;
  /** With `too_many_attempts`: when the next one is taken. */
  try_again_at?: string;
};

export type Publication = {
  skill: string;
  /** SHA-256 (hex) of the canonical document, without its name. */
  digest: string;
  state: 'published' | 'retired';
  /** When. */
  published_at: string;
  by: {
    servicer: string;
    /** The name of the servicer’s key. */
    key: string;
  };
  /** When it was retired. */
  retired_at?: string;
  retired_by?: {
    servicer: string;
    /** The name of the servicer’s key. */
    key: string;
  };
  /** What the tests of the skill have covered, as `vestibule skill test` counts it. */
  coverage?: {
    /** SHA-256 (hex) of the canonical document, without its name. */
    digest: string;
    steps: {
      covered: number;
      of: number;
    };
    branches: {
      covered: number;
      of: number;
    };
    outcomes: {
      covered: number;
      of: number;
    };
    /** Places that no test comes by, and why that is right. */
    waived?: Array<{
      at: string;
      why: string;
    }>;
  };
  waiver?: {
    /** Why it is published without tests of all. */
    reason: string;
    /** The team or role that answers for it; no name of a person. */
    by?: string;
  };
  /** Whether sessions can begin with it: it is not retired, and a bank is bound to its catalog. */
  served: boolean;
};

export type Draft = {
  skill: string;
  /** SHA-256 (hex) of the canonical document, without its name. */
  digest: string;
  /** When it goes. */
  expires_at: string;
  /** Operations that are not carried out. */
  mocked: string[];
  warnings: Array<{
    /** JSON Pointer into the body, or `query/…`, `header/…`, `path/…`. With `skill_invalid` and `version_too_small`: into the document, or `/texts/…`. */
    pointer: string;
    code: string;
    /** With `skill_invalid`: in the text of the document. */
    line?: number;
    column?: number;
    /** For people: on a step’s data and files in the session’s language, else in English. */
    message: string;
  }>;
};

export type TenantEvent = {
  /** The same for the same event, however often it is told. */
  id: string;
  type: 'session.created' | 'session.step_completed' | 'session.waiting' | 'session.completed' | 'session.rejected' | 'session.cancelled' | 'session.expired' | 'session.failed' | 'session.stuck' | 'session.abandoned' | 'session.reminder' | 'credentials.created' | 'credentials.expiring' | 'credentials.expired' | 'credentials.revoked' | 'credentials.renewed' | 'payment.accepted' | 'payment.settled' | 'payment.returned' | 'consent.withdrawn' | 'skill.published' | 'skill.retired' | 'webhook.failing' | 'webhook.recovered' | 'webhook.exhausted' | 'webhook.test';
  /** When it happened. */
  at: string;
  /** What it is about: ids and states, never personal data. What does not apply is absent. */
  data: {
    /** The session; of credentials: the one that they are of. */
    session_id?: string;
    /** The credentials; of `session.completed`: those that it has left behind. */
    credentials_id?: string;
    /** The skill’s name with its version. */
    skill?: string;
    /** The status of the session, credentials or skill then; of a payment the bank’s own. What is true now, the API says. */
    status?: string;
    /** The tenant’s own name for the session. */
    reference?: string;
    /** The step that was completed, or that the session waits at. */
    step?: string;
    /** Why the session has ended so: for programs, never in words. */
    reason_code?: string;
    /** Of `session.stuck`: `task_failing` or `call_failing`. */
    cause?: string;
    /** Of `credentials.revoked`: `tenant`, or `bank` where the bank says that it is over. */
    by?: string;
    /** Of `credentials.expiring`: the end, a date or a time, as the bank said it. */
    valid_until?: string;
    /** Of `skill.…`: which document it is. */
    digest?: string;
    /** Of a reminder: the name that the step’s definition gives it. */
    event?: string;
    /** Of a reminder: counts those of the session. */
    number?: number;
    /** Of `webhook.*`: the endpoint. */
    endpoint_id?: string;
    /** Of `webhook.exhausted`: the event that was given up. */
    event_id?: string;
    /** Of `webhook.exhausted`: its type. */
    event_type?: string;
    /** Of `webhook.*`: why the last attempt has failed, as in the log of deliveries. */
    error?: string;
    /** Of `webhook.failing`: when the first of the failed attempts was. */
    failing_since?: string;
    /** Of `credentials.expiring`. */
    days_left?: number;
  };
};

export type WebhookEndpoint = {
  endpoint_id: string;
  url: string;
  events: string[];
  description?: string;
  /** Events of one session, or of one credential, are sent in their order. */
  ordered: boolean;
  /** `session.completed` has `data.temp_token`, for `POST /token`: good for ten minutes from its attempt. */
  temp_token: boolean;
  /** False: nothing is sent, and events are kept. Only the tenant sets it. */
  enabled: boolean;
  /** `whpk_` and the Ed25519 public key in base64: it verifies `v1a`. */
  public_key: string;
  /** How many secrets sign: more than one while one is rotated. */
  secrets: number;
  /** When the last of the replaced secrets ends. */
  old_secrets_until?: string;
  /** When. */
  created_at: string;
  status: WebhookStatus;
};

export type WebhookEndpointWithSecret = {
  endpoint_id: string;
  url: string;
  events: string[];
  description?: string;
  /** Events of one session, or of one credential, are sent in their order. */
  ordered: boolean;
  /** `session.completed` has `data.temp_token`, for `POST /token`: good for ten minutes from its attempt. */
  temp_token: boolean;
  /** False: nothing is sent, and events are kept. Only the tenant sets it. */
  enabled: boolean;
  /** `whpk_` and the Ed25519 public key in base64: it verifies `v1a`. */
  public_key: string;
  /** How many secrets sign: more than one while one is rotated. */
  secrets: number;
  /** When the last of the replaced secrets ends. */
  old_secrets_until?: string;
  /** When. */
  created_at: string;
  status: WebhookStatus;
  /** `whsec_` and base64: it verifies `v1`. It is shown only now. */
  secret: string;
};

export type WebhookStatus = {
  /** `failing`: the last attempt has failed. `paused`: its tenant has disabled it. */
  state: 'working' | 'failing' | 'paused';
  /** Events that it is still to be sent. 1000: that many or more. */
  waiting: number;
  /** When the first of the failed attempts was. */
  failing_since?: string;
  /** When it is tried next, where something waits. */
  next_attempt_at?: string;
  /** When it took an event last. */
  last_taken_at?: string;
};

export type WebhookAttempt = {
  /** The test’s `webhook-id`. */
  event_id: string;
  /** When the attempt began. */
  at: string;
  /** How long it took. */
  ms: number;
  /** The HTTP status. 2xx: taken. */
  status?: number;
  /** Absent where the event was taken. */
  error?: 'url_refused' | 'address_refused' | 'name_unknown' | 'connect_failed' | 'connect_timeout' | 'tls_failed' | 'connection_lost' | 'answer_invalid' | 'timeout' | 'redirected' | 'gone' | 'too_many_requests' | 'rejected' | 'stopped' | 'not_signed';
  /** One sentence about the error. */
  message?: string;
  /** ms after which the endpoint asks to be tried again. */
  retry_after?: number;
};

export type WebhookDelivery = {
  event_id: string;
  type: 'session.created' | 'session.step_completed' | 'session.waiting' | 'session.completed' | 'session.rejected' | 'session.cancelled' | 'session.expired' | 'session.failed' | 'session.stuck' | 'session.abandoned' | 'session.reminder' | 'credentials.created' | 'credentials.expiring' | 'credentials.expired' | 'credentials.revoked' | 'credentials.renewed' | 'payment.accepted' | 'payment.settled' | 'payment.returned' | 'consent.withdrawn' | 'skill.published' | 'skill.retired' | 'webhook.failing' | 'webhook.recovered' | 'webhook.exhausted' | 'webhook.test';
  session_id?: string;
  /** `failed`: it was tried for 72 hours and given up. A replay sends it again. */
  state: 'pending' | 'delivered' | 'failed';
  /** The last twenty, oldest first. */
  attempts: Array<{
    /** When the attempt began. */
    at: string;
    /** How long it took. */
    ms: number;
    /** The HTTP status. 2xx: taken. */
    status?: number;
    /** Absent where the event was taken. */
    error?: 'url_refused' | 'address_refused' | 'name_unknown' | 'connect_failed' | 'connect_timeout' | 'tls_failed' | 'connection_lost' | 'answer_invalid' | 'timeout' | 'redirected' | 'gone' | 'too_many_requests' | 'rejected' | 'stopped' | 'not_signed';
    /** One sentence about the error. */
    message?: string;
  }>;
  attempts_made: number;
  /** When it is tried next, where it is pending. */
  next_attempt_at?: string;
};

export type Ticket = {
  /** For `GET /sessions/{session_id}/events?ticket=…`. */
  ticket: string;
  /** When it can be used no more. */
  expires_at: string;
};

export type UploadProgress = {
  field: string;
  media_types: string[];
  max_bytes: number;
  min: number;
  max: number;
  received: number;
  upload_ids: string[];
  kept_ids?: string[];
  /** A hint for the UI: which camera. */
  capture?: string;
};

export type Next = {
  kind: 'form' | 'upload' | 'redirect' | 'decoupled' | 'wait' | 'none';
  step?: string;
  /** The id that the step will have once it is submitted; uploads go to it. */
  step_id?: string;
  title?: string;
  /** JSON Schema (2020-12) of `data`. */
  schema?: { [key: string]: Json };
  /** What the UI shows beside the form. */
  show?: { [key: string]: Json };
  /** Values that were submitted before, to begin with. */
  prefill?: { [key: string]: Json };
  /** Confidential values of before. They are not shown; name them in `keep` to leave them as they were. */
  kept?: string[];
  uploads?: UploadProgress[];
  /** Where to send the user’s browser. */
  url?: string;
  /** What to tell the user. */
  message?: string;
  /** Who is awaited. Beside a form: its user may act meanwhile, but need not. */
  for?: 'bank' | 'review';
  /** When the time for this step is up. */
  expires_at?: string;
};

export type SessionState = {
  /** Random, version 4. */
  session_id: string;
  skill: string;
  status: 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING' | 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
  /** The step just submitted. */
  step_id?: string;
  /** For the next submission. Present while the session waits for its user. */
  nonce?: string;
  /** 30 minutes after it was issued. */
  nonce_expires_at?: string;
  /** When the session ends at the latest. */
  expires_at?: string;
  next: Next;
  phases: Array<{
    status: 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING' | 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
    step: string;
    /** When it began. */
    at: string;
  }>;
  /** What the skill reminds its tenant of, the last 20. `number` counts those of the session. */
  reminders?: Array<{
    number: number;
    step: string;
    event: string;
    /** When it was given. */
    at: string;
  }>;
  reason?: {
    code: string;
    /** Fit for the end user. */
    message: string;
  };
  /** What the skill tells openly of its result. */
  output?: { [key: string]: Json };
  /** Once completed, until it is exchanged: for `POST /token`, within 10 minutes. */
  temp_token?: string;
};

export type UploadAnswer = {
  /** Random, version 4. */
  session_id: string;
  skill: string;
  status: 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING' | 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
  /** The step just submitted. */
  step_id?: string;
  /** For the next submission. Present while the session waits for its user. */
  nonce?: string;
  /** 30 minutes after it was issued. */
  nonce_expires_at?: string;
  /** When the session ends at the latest. */
  expires_at?: string;
  next: Next;
  phases: Array<{
    status: 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING' | 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
    step: string;
    /** When it began. */
    at: string;
  }>;
  /** What the skill reminds its tenant of, the last 20. `number` counts those of the session. */
  reminders?: Array<{
    number: number;
    step: string;
    event: string;
    /** When it was given. */
    at: string;
  }>;
  reason?: {
    code: string;
    /** Fit for the end user. */
    message: string;
  };
  /** What the skill tells openly of its result. */
  output?: { [key: string]: Json };
  /** Once completed, until it is exchanged: for `POST /token`, within 10 minutes. */
  temp_token?: string;
  uploads: Array<{
    /** Of the stored file. */
    upload_id: string;
    field: string;
    filename: string;
    media_type: string;
    bytes: number;
    sha256: string;
  }>;
};

export type SkillSummary = {
  skill: string;
  title: string;
  description: string;
  provider: string;
  type: 'aisp' | 'pisp' | 'marketplace';
  product?: string;
  flavour: 'production' | 'sandbox';
  version: string;
};

export type Skill = {
  skill: string;
  title: string;
  description: string;
  provider: string;
  type: 'aisp' | 'pisp' | 'marketplace';
  product?: string;
  flavour: 'production' | 'sandbox';
  version: string;
  steps: Array<{
    step: string;
    title: string;
    /** JSON Schema (2020-12) of `data`. */
    schema: { [key: string]: Json };
    uploads: Array<{
      field: string;
      media_types: string[];
      max_bytes: number;
      min: number;
      max: number;
      capture?: string;
    }>;
    /** A payload that the step would take. */
    sample: Json;
  }>;
};

export type Account = {
  account_id: string;
  iban?: string;
  /** A national account number. */
  bban?: string;
  /** Of a card account: its number, masked. */
  masked?: string;
  /** ISO 4217; `XXX` where the bank does not say. */
  currency: string;
  name?: string;
  product?: string;
  type?: string;
  status: string;
  balances: Array<{
    type: string;
    /** A decimal number. */
    amount: string;
    currency: string;
    /** As of. */
    at?: string;
  }>;
};

export type Transaction = {
  transaction_id: string;
  account_id: string;
  booking_status: 'booked' | 'pending';
  booking_date?: string;
  value_date?: string;
  /** Signed: negative for a debit. */
  amount: string;
  currency: string;
  counterparty?: {
    name?: string;
    iban?: string;
    bban?: string;
    masked?: string;
  };
  remittance?: string;
  end_to_end_id?: string;
};

export type Warning = {
  /** JSON Pointer into this answer. */
  pointer: string;
  code: string;
  message: string;
};

export type Credentials = {
  /** Of what the session obtained. */
  credentials_id: string;
  /** Of the session. */
  session_id: string;
  skill: string;
  status: 'active' | 'revoked' | 'expired';
  /** Date or time, as the bank said it. */
  valid_until?: string;
  /** As the provider’s banks are named. */
  bank?: string;
  /** Until when the user has to confirm the consent anew. */
  reconfirm_by?: string;
  quota?: {
    /** How often one list may be read a day without the user. */
    limit: number;
    /** Of the list that was read most today. */
    left: number;
    /** When the bank’s next day begins. */
    resets_at: string;
  };
  payment?: {
    state: 'open' | 'accepted' | 'settled' | 'rejected';
    /** ISO 20022, as the bank says. */
    transaction_status: string;
    /** When the bank said so; a minute old at most, unless it is final or the bank can’t say. */
    at: string;
  };
  /** When the session ended well. */
  created_at: string;
  /** The objects at the provider. */
  points_to: { [key: string]: Json };
};

export type Token = {
  access_token: string;
  token_type: 'Bearer';
  /** Of what the session obtained. */
  credentials_id: string;
  skill: string;
  /** Of the session. */
  session_id: string;
};

/** What each operation takes and answers, by its id. */
export interface Operations {
  /** `GET /catalog` */
  listSkills: {
    query: {
      /** The tenant. */
      client_id: string;
      /** Only of this type. */
      type?: 'aisp' | 'pisp' | 'marketplace' | undefined;
      /** Only of this provider. */
      provider?: string | undefined;
      /** Only of this product. */
      product?: string | undefined;
      /** Only of this flavour. */
      flavour?: 'production' | 'sandbox' | undefined;
      /** Skills a page; 50 by default. */
      limit?: number | undefined;
      /** From the page before. */
      cursor?: string | undefined;
    };
    answer: {
      data: SkillSummary[];
      has_more: boolean;
      /** Give it as `cursor` to get the next page; null on the last. */
      next_cursor: string | null;
    };
  };
  /** `POST /catalog` */
  publishSkill: {
    body: {
      /** The text of the document, as its author wrote it. */
      document: string;
      /** Translations: locale → address → text. */
      texts?: { [key: string]: { [key: string]: string } } | undefined;
      /** What the tests of the skill have covered, as `vestibule skill test` counts it. */
      coverage?: {
        /** SHA-256 (hex) of the canonical document, without its name. */
        digest: string;
        steps: {
          covered: number;
          of: number;
        };
        branches: {
          covered: number;
          of: number;
        };
        outcomes: {
          covered: number;
          of: number;
        };
        /** Places that no test comes by, and why that is right. */
        waived?: Array<{
          at: string;
          why: string;
        }> | undefined;
      } | undefined;
      waiver?: {
        /** Why it is published without tests of all. */
        reason: string;
        /** The team or role that answers for it; no name of a person. */
        by?: string | undefined;
      } | undefined;
    };
    answer: Publication;
  };
  /** `GET /catalog/{skill}` */
  describeSkill: {
    query: {
      /** The tenant. */
      client_id: string;
    };
    answer: Skill;
  };
  /** `GET /catalog/published` */
  listPublications: {
    query: {
      /** Skills a page; 50 by default. */
      limit?: number | undefined;
      /** From the page before. */
      cursor?: string | undefined;
    };
    answer: {
      data: Publication[];
      has_more: boolean;
      /** Give it as `cursor` to get the next page; null on the last. */
      next_cursor: string | null;
    };
  };
  /** `POST /catalog/{skill}/promote` */
  promoteSkill: {
    body: {
      /** SHA-256 (hex) of the canonical document, without its name. */
      digest: string;
    };
    answer: Publication;
  };
  /** `POST /catalog/{skill}/retire` */
  retireSkill: {
    body: {
      /** Takes the retirement back. */
      undo?: boolean | undefined;
    };
    answer: Publication;
  };
  /** `POST /sessions` */
  createSession: {
    body: {
      client_id: string;
      client_app_key: string;
      /** `<provider>[_<type>][_<product>][_sbx]_#<version>` */
      skill: string;
      /** One of the tenant’s registered URLs, to the letter. */
      return_url?: string | undefined;
      /** The tenant’s own name for the session. No personal data. */
      reference?: string | undefined;
      /** The user’s language: BCP 47, `_` for `-` too. One that nobody has texts for gets the skill’s own. */
      locale?: string | undefined;
    };
    answer: SessionState;
  };
  /** `GET /sessions/{session_id}` */
  readSession: {
    query: {
      /** Hold the answer until the status changes; seconds, 30 at most are held. */
      wait?: number | undefined;
    };
    answer: SessionState;
  };
  /** `DELETE /sessions/{session_id}` */
  cancelSession: {
    answer: SessionState;
  };
  /** `GET /sessions/{session_id}/events` */
  streamEvents: {
    query: {
      /** Instead of Authorization: a ticket, which is good once. Reconnects are free. */
      ticket?: string | undefined;
      /** The same as `Last-Event-ID`, for libraries that send it in the address. Where both are given, the header counts. */
      lastEventId?: string | undefined;
    };
  };
  /** `POST /sessions/{session_id}/events/ticket` */
  createTicket: {
    answer: Ticket;
  };
  /** `POST /sessions/{session_id}/steps` */
  submitStep: {
    body: {
      client_id: string;
      nonce: string;
      /** `<provider>[_<type>][_<product>][_sbx]_#<version>` */
      skill: string;
      step: string;
      /** As the step’s schema says. */
      data: { [key: string]: Json };
      /** Fields of `next.kept` that stay as they were; they are left out of `data`. */
      keep?: string[] | undefined;
    };
    answer: SessionState;
  };
  /** `POST /sessions/{session_id}/steps/{step_id}/upload` */
  uploadFiles: {
    answer: UploadAnswer;
  };
  /** `DELETE /sessions/{session_id}/steps/{step_id}/upload/{upload_id}` */
  removeUpload: {
    answer: SessionState;
  };
  /** `POST /sandbox/drafts` */
  saveDraft: {
    body: {
      /** The text of the document, as its author wrote it. */
      document: string;
      /** Whether operations without an answer are mocked, too: with a sample of their output. `std.` ones are carried out. */
      mock?: boolean | undefined;
      /** Operation → the answer that it gives in place of the bank’s: a result, or a code of the catalog. */
      answers?: { [key: string]: {
        /** What the operation leaves. */
        result: { [key: string]: Json };
      } | {
        code: string;
      } } | undefined;
      /** Name → the text of `<name>.catalog.json`: operations and events by their schemas alone. They are mocked. */
      catalogs?: { [key: string]: string } | undefined;
      /** Translations: locale → address → text. */
      texts?: { [key: string]: { [key: string]: string } } | undefined;
    };
    answer: Draft;
  };
  /** `POST /sandbox/sessions/{session_id}/advance` */
  advanceSession: {
    body: {
      /** ISO 8601 duration of weeks to seconds, at most P400D. */
      by: string;
    };
    answer: SessionState;
  };
  /** `POST /sandbox/sessions/{session_id}/report` */
  reportEvent: {
    body: {
      step: string;
      /** The event, as the catalog describes it. */
      payload: { [key: string]: Json };
    };
    answer: SessionState;
  };
  /** `GET /callbacks/{state}/ok` */
  returnFromBank: {
    answer: {
      session_id: string;
      status: string;
    };
  };
  /** `GET /callbacks/{state}/nok` */
  returnFromBankRefused: {
    answer: {
      session_id: string;
      status: string;
    };
  };
  /** `POST /callbacks/{handle}` */
  receiveReport: {
    body: { [key: string]: Json };
    answer: {
      received: true;
      late?: true;
    };
  };
  /** `POST /token` */
  exchangeToken: {
    body: {
      client_id?: string | undefined;
      client_secret?: string | undefined;
      temp_token: string;
    };
    answer: Token;
  };
  /** `GET /accounts` */
  listAccounts: {
    answer: {
      data: Account[];
      /** What had to be left out or guessed, and where. */
      warnings?: Warning[];
    };
  };
  /** `GET /accounts/{account_id}` */
  readAccount: {
    answer: {
      data: Account[];
      /** What had to be left out or guessed, and where. */
      warnings?: Warning[];
    };
  };
  /** `GET /transactions` */
  listTransactions: {
    query: {
      /** The account. */
      account_id: string;
      /** Inclusive. */
      date_from?: string | undefined;
      /** Inclusive. */
      date_to?: string | undefined;
      /** `booked` by default. */
      booking_status?: 'booked' | 'pending' | 'both' | undefined;
      /** Transactions a page; 100 by default. */
      limit?: number | undefined;
      /** From the page before. Good for a day, for the same query. */
      cursor?: string | undefined;
    };
    answer: {
      data: Transaction[];
      has_more: boolean;
      /** Give it as `cursor` to get the next page; null on the last. */
      next_cursor: string | null;
      /** What had to be left out or guessed, and where. */
      warnings?: Warning[];
    };
  };
  /** `GET /credentials/{credentials_id}` */
  readCredentials: {
    answer: Credentials;
  };
  /** `DELETE /credentials/{credentials_id}` */
  revokeCredentials: {
    answer: Credentials;
  };
  /** `GET /events` */
  listEvents: {
    query: {
      /** Events after this one (an event’s id), or since this time (RFC 3339; `+` is `%2B` in an address). */
      since?: string | undefined;
      /** Events a page; 100 by default. */
      limit?: number | undefined;
    };
    answer: {
      data: TenantEvent[];
      /** There are more now. */
      has_more: boolean;
      /** Give it as `since` to get what comes next, now or later. */
      next_since?: string;
    };
  };
  /** `GET /webhooks` */
  listWebhooks: {
    query: {
      /** Endpoints a page; 50 by default. */
      limit?: number | undefined;
      /** From the page before. */
      cursor?: string | undefined;
    };
    answer: {
      data: WebhookEndpoint[];
      has_more: boolean;
      /** Give it as `cursor` to get the next page; null on the last. */
      next_cursor: string | null;
    };
  };
  /** `POST /webhooks` */
  createWebhook: {
    body: {
      /** `https`, at port 443 or 8443 of a host on the internet. */
      url: string;
      /** Types, families (`session.*`), or `*` for all. */
      events: string[];
      /** For people. No names of users. */
      description?: string | undefined;
      /** Events of one session, or of one credential, are sent in their order. */
      ordered?: boolean | undefined;
      /** `session.completed` has `data.temp_token`, for `POST /token`: good for ten minutes from its attempt. */
      temp_token?: boolean | undefined;
    };
    answer: WebhookEndpointWithSecret;
  };
  /** `GET /webhooks/{endpoint_id}` */
  readWebhook: {
    answer: WebhookEndpoint;
  };
  /** `PATCH /webhooks/{endpoint_id}` */
  changeWebhook: {
    body: {
      /** `https`, at port 443 or 8443 of a host on the internet. */
      url?: string | undefined;
      /** Types, families (`session.*`), or `*` for all. */
      events?: string[] | undefined;
      /** For people. No names of users. */
      description?: string | null | undefined;
      /** Events of one session, or of one credential, are sent in their order. */
      ordered?: boolean | undefined;
      /** `session.completed` has `data.temp_token`, for `POST /token`: good for ten minutes from its attempt. */
      temp_token?: boolean | undefined;
      /** False: nothing is sent, and events are kept. Only the tenant sets it. */
      enabled?: boolean | undefined;
    };
    answer: WebhookEndpoint;
  };
  /** `POST /webhooks/{endpoint_id}/secret` */
  rotateWebhookSecret: {
    body: {
      /** ISO 8601 duration, `PT24H` by default and `P7D` at most. `PT0S`: the old one has leaked. */
      overlap?: string | undefined;
    };
    answer: WebhookEndpointWithSecret;
  };
  /** `POST /webhooks/{endpoint_id}/test` */
  testWebhook: {
    answer: WebhookAttempt;
  };
  /** `GET /webhooks/{endpoint_id}/deliveries` */
  listWebhookDeliveries: {
    query: {
      /** Those in this state only. */
      state?: 'pending' | 'delivered' | 'failed' | undefined;
      /** Deliveries a page; 50 by default. */
      limit?: number | undefined;
      /** From the page before. */
      cursor?: string | undefined;
    };
    answer: {
      data: WebhookDelivery[];
      has_more: boolean;
      /** Give it as `cursor` to get the next page; null on the last. */
      next_cursor: string | null;
    };
  };
  /** `POST /webhooks/{endpoint_id}/replay` */
  replayWebhook: {
    body: {
      /** An event of the last 30 days, whether or not the endpoint has chosen its type. */
      event_id?: string | undefined;
      /** An event’s id, or a time (RFC 3339): all that the endpoint has chosen after that. */
      since?: string | undefined;
      /** All that were given up after 72 hours. */
      failed?: true | undefined;
    };
    answer: WebhookEndpoint;
  };
  /** `POST /graphql` */
  askGraphql: {
    body: {
      /** The document. */
      query?: string | undefined;
      /** `sha256:…`: a document of this installation’s list, instead of `query`. */
      documentId?: string | undefined;
      operationName?: string | null | undefined;
      variables?: { [key: string]: Json } | null | undefined;
      extensions?: { [key: string]: Json } | null | undefined;
    };
    answer: {
      /** As the document asks. */
      data?: { [key: string]: Json } | null;
      errors?: Array<{
        message: string;
        locations?: Array<{
          line: number;
          column: number;
        }>;
        path?: Array<string | number>;
        /** `code`, `retryable`, `request_id`, and where input is at fault `errors`. */
        extensions: { [key: string]: Json };
      }>;
    };
  };
  /** `GET /openapi.json` */
  openapi: {
    answer: { [key: string]: Json };
  };
  /** `GET /livez` */
  livez: {
    answer: {
      status: 'live';
    };
  };
  /** `GET /readyz` */
  readyz: {
    answer: {
      status: 'ready';
      engine: 'reachable';
      database: 'reachable';
      workers: 'polling';
    };
  };
}

import type { EventType, TenantEvent, TenantEventData } from '../domain/tenant-event';
import { tenantEventId } from './ids';

/** The credentials that an event is about. */
interface OfCredentials {
  client_id: string;
  credentials_id: string;
  session_id: string;
  skill: string;
}

/** What is told of credentials: `what` makes the event one of its own among all that are told of them. */
interface CredentialsNews {
  type: EventType;
  what: string;
  /** ms since the epoch: when it happened. */
  at: number;
  data?: TenantEventData;
}

/** An event about credentials. Whoever tells the same about them makes an event of the same id. */
export function credentialsEvent(of: OfCredentials, { type, what, at, data }: CredentialsNews): TenantEvent {
  const { client_id, credentials_id, session_id, skill } = of;
  return {
    id: tenantEventId(client_id, `credentials/${credentials_id}/${what}`),
    type,
    at: new Date(at).toISOString(),
    data: { credentials_id, session_id, skill, ...data },
  };
}

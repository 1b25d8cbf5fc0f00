import type { TenantEvent, TenantEventData } from '../domain/tenant-event';
import { credentialsId } from '../security/ids';
import type { Tokens } from '../security/tokens';
import type { CredentialsPort, WebhookEndpoint } from '../store/store';

export type TempTokens = Pick<Tokens, 'tempToken'>;

interface BodyDeps {
  tokens: TempTokens;
  credentials: Pick<CredentialsPort, 'find'>;
}

/**
 * The text of an event as it is sent. Where the endpoint asks for it, `session.completed` has a temp token, made at each
 * attempt, for it is good for minutes. It is in no log and not kept.
 */
export async function eventBody(
  deps: BodyDeps,
  endpoint: WebhookEndpoint,
  { id, type, at, data }: TenantEvent,
  now: number,
): Promise<string> {
  const isAsked = endpoint.temp_token && type === 'session.completed';
  const temp_token = isAsked ? await tempTokenOf(deps, endpoint.client_id, data, now) : undefined;
  return JSON.stringify({ id, type, at, data: temp_token === undefined ? data : { ...data, temp_token } });
}

/** A temp token for what a session has left behind, while that can be exchanged. */
async function tempTokenOf(
  { tokens, credentials }: BodyDeps,
  client_id: string,
  { session_id }: TenantEventData,
  now: number,
): Promise<string | undefined> {
  if (session_id === undefined) return undefined;
  const found = await credentials.find(credentialsId(session_id), client_id);
  if (found?.session_id !== session_id || found.exchanged_at !== undefined || found.status !== 'active')
    return undefined;
  const { credentials_id, skill } = found;
  return tokens.tempToken.issue({ session_id, client_id, credentials_id, skill }, { now }).token;
}

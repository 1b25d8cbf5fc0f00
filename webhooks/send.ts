import { type Dispatcher, request } from 'undici';
import type { TenantEvent } from '../domain/tenant-event';
import type { Sealer } from '../security/seal';
import type { CredentialsPort, WebhookEndpoint } from '../store/store';
import { type GuardRules, urlFault } from './address-guard';
import { type Attempt, AttemptFailure } from './attempt';
import { eventBody, type TempTokens } from './body';
import { failureOf } from './failure';
import { retryAfter } from './retry-after';
import { secretPlace } from './secrets';
import { type SigningKeys, signatureHeaders } from './signature';

/** What an attempt needs. */
export interface SendDeps {
  /** `guardedAgent` in every process of ours. */
  dispatcher: Dispatcher;
  rules: GuardRules;
  sealer: Pick<Sealer, 'unseal'>;
  tokens: TempTokens;
  credentials: Pick<CredentialsPort, 'find'>;
  /** ms that an attempt may take, from its connection to the end of the answer. */
  timeout: number;
  /** ms since the epoch. */
  clock(): number;
}

/** Bytes of an answer that are read before the connection is closed. They are dropped. */
const READ = 64 * 1024;

/**
 * Sends an event to an endpoint once. Never throws: how it went is in the attempt. The status alone decides; what else is
 * answered is read to a bound, so that an honest server can end its answer, and dropped.
 */
export async function sendOnce(
  deps: SendDeps,
  endpoint: WebhookEndpoint,
  event: TenantEvent,
  { signal }: { signal: AbortSignal },
): Promise<Attempt> {
  const began = deps.clock();
  const at = new Date(began).toISOString();
  const ended = (rest: Omit<Attempt, 'at' | 'ms'>): Attempt => ({ at, ms: Math.max(0, deps.clock() - began), ...rest });
  const late = AbortSignal.timeout(deps.timeout);
  try {
    const message = await prepared(deps, endpoint, event, began);
    const answer = await post(deps, endpoint.url, message, AbortSignal.any([signal, late]));
    return ended({ status: answer.statusCode, ...judged(answer, began) });
  } catch (error) {
    const failure = signal.aborted
      ? new AttemptFailure('stopped')
      : late.aborted
        ? new AttemptFailure('timeout')
        : failureOf(error);
    return ended({ error: failure.code, message: failure.message });
  }
}

interface Message {
  headers: Record<string, string>;
  body: string;
}

/** The body, written once, and its headers. Throws where the URL is refused. */
async function prepared(deps: SendDeps, endpoint: WebhookEndpoint, event: TenantEvent, now: number): Promise<Message> {
  const fault = urlFault(endpoint.url, deps.rules);
  if (fault) throw new AttemptFailure(fault.code === 'address_refused' ? fault.code : 'url_refused', fault.message);
  const body = await eventBody(deps, endpoint, event, now);
  const signed = { id: event.id, timestamp: Math.floor(now / 1000), body };
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Vestibule-Webhooks/1',
    ...signatureHeaders(signed, signingKeys(deps, endpoint, now)),
  };
  return { headers, body };
}

function signingKeys({ sealer }: SendDeps, endpoint: WebhookEndpoint, now: number): SigningKeys {
  const { endpoint_id, secrets, signing_key } = endpoint;
  const place = secretPlace(endpoint_id);
  const live = secrets.filter(({ ends_at }) => ends_at === undefined || ends_at.getTime() > now);
  return {
    secrets: live.map(({ sealed }) => String(sealer.unseal(sealed, place))),
    privateKey: String(sealer.unseal(signing_key.sealed, place)),
  };
}

/** Posts a message and reads the answer to its bound. No redirect is followed. */
async function post(
  { dispatcher, timeout }: SendDeps,
  url: string,
  { headers, body }: Message,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const limits = { headersTimeout: timeout, bodyTimeout: timeout };
  const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal, ...limits });
  try {
    let read = 0;
    for await (const piece of answer.body) {
      read += (piece as Buffer).length;
      if (read > READ) break;
    }
  } catch {
    // The status has come, and it alone decides.
  }
  return answer;
}

/** What a status means. */
function judged({ statusCode, headers }: Dispatcher.ResponseData, now: number): Partial<Attempt> {
  if (statusCode >= 200 && statusCode < 300) return {};
  const after = retryAfter(headers['retry-after'], now);
  return { ...refusal(statusCode), ...(after === undefined ? {} : { retry_after: after }) };
}

function refusal(status: number): Pick<Attempt, 'error' | 'message'> {
  const { code, message } = new AttemptFailure(
    status < 400 ? 'redirected' : status === 410 ? 'gone' : status === 429 ? 'too_many_requests' : 'rejected',
  );
  return { error: code, message: code === 'rejected' ? `The answer was ${status}, not 2xx.` : message };
}

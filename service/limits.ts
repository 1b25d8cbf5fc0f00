import { VestibuleError } from '../domain/errors';
import type { Allowance, Limiter } from '../store/limiter';

/** Buckets of calls. None is opened by a name that nobody has proven or registered. */
export interface CallLimits {
  /** Of a client at an address: calls that no session's nonce comes with. */
  callers: Limiter;
  /** Of a client, wherever it calls from, once it has proven who it is or has a session. */
  clients: Limiter;
  /** Of a session, by its nonces. */
  sessions: Limiter;
  /** Of an address: its failures, whoever it claims to be. */
  failures: Limiter;
}

/** What is limited; nothing without limits. */
interface Limiting {
  limits?: CallLimits;
}

/** Who calls, as far as it is known. */
export interface Caller {
  /** A registered client. */
  client_id: string;
  /** The address or network that the call comes from. */
  network: string;
  /** The session, where a nonce of it came with the call. */
  session_id?: string;
  /** Whether a key has proven the client. */
  isProven?: boolean;
}

/**
 * Counts a call. A session has its own bucket, so that nobody at the same address can use it up; calls without one
 * share that of their client at that address. Throws `rate_limited`.
 */
export function countCall({ limits }: Limiting, caller: Caller): void {
  if (!limits) return;
  const { client_id, network, session_id, isProven } = caller;
  refuseUnless(
    session_id === undefined ? limits.callers.consume(`${client_id}|${network}`) : limits.sessions.consume(session_id),
  );
  if (session_id !== undefined || isProven) refuseUnless(limits.clients.consume(client_id));
}

/** Counts a failure of an address: an unknown client, a wrong key, an id that isn't there. Throws `rate_limited`. */
export function countFailure({ limits }: Limiting, network: string): void {
  if (limits) refuseUnless(limits.failures.consume(network));
}

function refuseUnless(allowance: Allowance): void {
  if (allowance.ok) return;
  const { retry_after } = allowance;
  throw new VestibuleError('rate_limited', `Too many requests; try again in ${retry_after} s.`, {
    retryAfter: retry_after,
  });
}

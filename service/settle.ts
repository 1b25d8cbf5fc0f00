import type { Services } from '../api/deps';
import { type Answer, type Call, header } from '../api/http/endpoint';
import { VestibuleError } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import type { ClosedStatus, SessionView } from '../domain/session/session';
import type { SessionRef } from './engine/engine';
import { isSettled } from './engine/watchers';
import { renderState, type SessionState } from './session-state';

/** Seconds: how long a submission may be held, where the caller doesn't say and at most. */
const DEFAULT_WAIT = 3;
const MAX_WAIT = 25;
/** Seconds until a client that was told PROCESSING should look again. */
export const LOOK_AGAIN = '2';

/** `Prefer: wait=N` (RFC 7240), in ms. */
export function preferredWait(call: Call, fallback = DEFAULT_WAIT): number {
  const given = /(?:^|[,;\s])wait\s*=\s*"?([0-9]{1,6})"?/i.exec(header(call.req, 'prefer') ?? '')?.[1];
  if (given === undefined) return fallback * 1000;
  const seconds = Math.min(Number(given), MAX_WAIT);
  call.res.set('Preference-Applied', `wait=${seconds}`);
  return seconds * 1000;
}

/** Aborts when the caller has left, or when this process is to end: in both cases nobody is held any longer. */
export function departure({ res, deps }: Call): AbortSignal {
  const left = new AbortController();
  const leave = () => left.abort();
  const { draining } = deps;
  // Not AbortSignal.any: what it makes of a signal that lives as long as the process is never given back.
  draining?.addEventListener('abort', leave);
  if (draining?.aborted) leave();
  res.once('close', () => {
    draining?.removeEventListener('abort', leave);
    leave();
  });
  return left.signal;
}

/** Where the session stands, or 404; 503 where no worker can tell. */
export async function readSession(deps: Services, ref: SessionRef): Promise<SessionView> {
  const answer = await deps.engine.query(ref, {}, deps.settings.query_deadline);
  if (!answer) throw sessionNotFound();
  deps.verdicts.see(answer.view);
  return answer.view;
}

export const sessionNotFound = () => new VestibuleError('session_not_found', 'There is no such session.');

/** 410 for a session that is over: how it ended, and where that is known, why. */
export function sessionOver(status: ClosedStatus, reason?: SessionView['reason']): VestibuleError {
  if (status === 'EXPIRED') return new VestibuleError('session_expired', 'The session has expired. Start a new one.');
  const why = reason ? ` ${reason.message}` : '';
  return new VestibuleError('session_closed', `The session is over: ${status}.${why}`, {
    extra: { session_status: status },
  });
}

/** Waits until the session has settled, at most `ms`, and renders it: 200, or 202 while it is at work. */
export async function settledAnswer(
  call: Call,
  ref: SessionRef,
  view: SessionView,
  ms: number,
): Promise<Answer & { body: SessionState }> {
  const { deps } = call;
  // Most have settled by now: these need nobody to watch whether the caller has left.
  const latest = isSettled(view) ? view : await deps.watchers.until(ref, view, isSettled, ms, departure(call));
  deps.verdicts.see(latest);
  const body = await stateOf(deps, latest);
  return isSettled(latest) ? { status: 200, body } : { status: 202, body, headers: { 'Retry-After': LOOK_AGAIN } };
}

/**
 * The session state as this view tells it, with titles and schemas, and with a temp token while that may be exchanged.
 */
export async function stateOf(deps: Services, view: SessionView): Promise<SessionState> {
  const definition = await deps.forms.definition(view.skill, view.digest, view.locale);
  return renderState(withShown(deps, view), {
    tokens: deps.tokens,
    now: deps.clock(),
    definition,
    isExchangeable: await isExchangeable(deps, view),
  });
}

/** What the step at hand shows its own user is opened here, and nowhere else. */
function withShown({ sealer }: Services, view: SessionView): SessionView {
  const { next } = view;
  if (next.kind !== 'form' || !next.show) return view;
  return { ...view, next: { ...next, show: sealer.unsealDeep(next.show, view.session_id) as JsonObject } };
}

async function isExchangeable(
  { store }: Services,
  { status, credentials_id, client_id }: SessionView,
): Promise<boolean> {
  if (status !== 'COMPLETED' || credentials_id === undefined) return false;
  const credentials = await store.credentials.find(credentials_id, client_id);
  return credentials !== undefined && credentials.exchanged_at === undefined && credentials.status === 'active';
}

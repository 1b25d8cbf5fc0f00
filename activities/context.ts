import { Context, type Info } from '@temporalio/activity';
import { type Attempt, type CallContext, ConnectorError, type Psu, type Sending } from '../domain/connector';
import { isObject, type Json, type JsonObject } from '../domain/json';
import type { ActivityRequest } from '../workflows/activity-request';
import { attemptNotes, noteForNextAttempt, noteForSure } from './attempt-notes';
import type { ActivityDeps } from './dependencies';
import { withJoins } from './joins';

/**
 * Replaces the markers `{"$callback": {step, visit}}` by URLs. This is done before anything sealed is opened: markers
 * come from the definition only, never from a user's data.
 */
function resolve(deps: ActivityDeps, request: ActivityRequest, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => resolve(deps, request, item));
  if (!isObject(value)) return value;
  const marker = value.$callback;
  if (isObject(marker) && typeof marker.step === 'string' && typeof marker.visit === 'number') {
    return callbackUrl(deps, request, marker.step, marker.visit);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(deps, request, member)]));
}

/** The URL of a callback. The same at every attempt, so that a retry asks the other side for the very same thing. */
function callbackUrl(deps: ActivityDeps, { session }: ActivityRequest, step: string, visit: number): string {
  const { session_id, client_id, expires_at } = session;
  const now = Context.current().info.scheduledTimestampMs;
  const times = expires_at === undefined ? { now } : { now, expires_at };
  return `${deps.publicUrl}/callbacks/${deps.callbacks.issue({ session_id, client_id, step, visit }, times).token}`;
}

export const open = (deps: ActivityDeps, { session }: ActivityRequest, value: Json): Json =>
  deps.sealer.unsealDeep(value, session.session_id);

/** Opens filled templates: joins what the kernel could not, then unseals the rest. */
export const openJoined = (deps: ActivityDeps, request: ActivityRequest, value: Json): Json =>
  open(
    deps,
    request,
    withJoins(value, (part) => open(deps, request, part)),
  );

/** The arguments as a connector takes them: opened, and without those whose template found no value. */
export function argumentsOf(deps: ActivityDeps, request: ActivityRequest): JsonObject {
  const args = openJoined(deps, request, resolve(deps, request, request.args)) as JsonObject;
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

export function contextOf(deps: ActivityDeps, request: ActivityRequest): CallContext {
  const { session, step, visit, key, undoes, skipped } = request;
  const psu = psuOf(open(deps, request, request.psu ?? null));
  const back = callbackUrl(deps, request, step, visit);
  return {
    key,
    session_id: session.session_id,
    flavour: session.flavour,
    ...(undoes === undefined ? {} : { undoes }),
    ...(psu ? { psu } : {}),
    ...(skipped === undefined ? {} : { now: Date.now() + skipped }),
    redirect: { ok: `${back}/ok`, nok: `${back}/nok` },
    signal: Context.current().cancellationSignal,
    attempt: attemptOf(Context.current().info),
    sending: sendingOf(Context.current()),
    files: {
      async open(uploadId) {
        const file = await deps.files.open(uploadId);
        if (!file) throw new ConnectorError('error', 'An uploaded file is missing.');
        return file;
      },
    },
  };
}

/** The notes on a request that is sent once, of this activity's attempts. */
function sendingOf(context: Context): Sending {
  return {
    wasBegun: attemptNotes(context).sent === true,
    begin: () => beginSending(context),
    notTaken: () => noteForNextAttempt({ sent: false }, context),
  };
}

/** The note is at the engine before the request leaves: a worker that dies right after it has still left it behind. */
async function beginSending(context: Context): Promise<void> {
  try {
    await noteForSure({ sent: true }, context);
  } catch (cause) {
    noteForNextAttempt({ sent: false }, context);
    throw new ConnectorError('unavailable', 'The request was not sent.', { cause, retryable: true });
  }
}

/** A schedule-to-close time-out of 0 is none. */
export function attemptOf({
  attempt,
  startToCloseTimeoutMs: ms,
  scheduleToCloseTimeoutMs: total,
  scheduledTimestampMs: since,
}: Info): Attempt {
  return { number: attempt, ms, ...(total > 0 ? { left: Math.max(since + total - Date.now(), 0) } : {}) };
}

function psuOf(value: Json): Psu | undefined {
  if (!isObject(value)) return undefined;
  const address = value.ip_address ?? value.ip;
  if (typeof address !== 'string') return undefined;
  return typeof value.user_agent === 'string'
    ? { ip_address: address, user_agent: value.user_agent }
    : { ip_address: address };
}

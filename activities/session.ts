import { CompleteAsyncError, Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { isObject, type Json, type JsonObject } from '../domain/json';
import { FLAGS, hasFlag } from '../domain/session/flags';
import { credentialsEvent } from '../security/tenant-events';
import { type ActivityRequest, CANCEL_SIGNAL, FINISHED } from '../workflows/activity-request';
import { openJoined } from './context';
import type { ActivityDeps } from './dependencies';

/**
 * Issues the credentials of a session that has ended well, and tells its tenant. Their id is made of the session's, so a
 * retry is harmless. A session that has the flag gets the result as a signal, which a reset of its workflow keeps.
 */
export async function finish(deps: ActivityDeps, request: ActivityRequest): Promise<JsonObject> {
  const { session, step, args } = request;
  const { session_id, client_id, skill, catalog, flavour } = session;
  const body = withoutNulls(openJoined(deps, request, isObject(args.credentials) ? args.credentials : {}));
  const validUntil = [args.valid_until, isObject(body) ? body.valid_until : undefined].find(
    (value) => typeof value === 'string',
  );
  const credentials_id = deps.credentialsId(session_id);
  await deps.credentials.issue({
    credentials_id,
    session_id,
    client_id,
    skill,
    catalog,
    flavour,
    body: deps.sealer.seal(body, session_id),
    own_account_ids: true,
    ...(typeof validUntil === 'string' ? { valid_until: validUntil } : {}),
  });
  const of = { client_id, credentials_id, session_id, skill };
  const created = { type: 'credentials.created', what: 'created', at: Date.now(), data: { status: 'active' } } as const;
  await deps.events.record(client_id, [credentialsEvent(of, created)]);
  await deps.files.removeSession(session_id);
  if (!hasFlag(session, FLAGS.finishSignals)) return { credentials_id };
  await signal(FINISHED, { step, credentials_id });
  throw new CompleteAsyncError();
}

/** Signals the session that an activity belongs to, by its present run; one that is closed needs no signal. */
async function signal(name: string, ...args: JsonObject[]): Promise<void> {
  const { client, info } = Context.current();
  const { workflowId } = info.workflowExecution as { workflowId: string };
  try {
    await client.workflow.getHandle(workflowId).signal(name, ...args);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** The credentials without what a definition names and no step has left. */
const withoutNulls = (body: Json): Json =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) : body;

/** Signals the session that it is to be cancelled: a request of the engine's own would be lost by a reset. */
export async function signalCancel(): Promise<Json> {
  await signal(CANCEL_SIGNAL);
  return null;
}

/** Discards one upload that its user has taken back, or all of a session that has ended otherwise. */
export async function discard(deps: ActivityDeps, { session, args }: ActivityRequest): Promise<Json> {
  if (typeof args.upload_id === 'string') await deps.files.remove(args.upload_id);
  else await deps.files.removeSession(session.session_id);
  return null;
}

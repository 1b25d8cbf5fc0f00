import { isObject, type Json, type JsonObject } from '../domain/json';
import type { ActivityRequest } from '../workflows/activity-request';
import type { ActivityDeps } from './dependencies';

/**
 * Issues the credentials of a session that has ended well. Their id is made of the session's, so a retry is harmless.
 */
export async function finish(deps: ActivityDeps, { session, args }: ActivityRequest): Promise<JsonObject> {
  const { session_id, client_id, skill, catalog, flavour } = session;
  const body = withoutNulls(deps.sealer.unsealDeep(isObject(args.credentials) ? args.credentials : {}, session_id));
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
  await deps.files.removeSession(session_id);
  return { credentials_id };
}

/** The credentials without what a definition names and no step has left. */
const withoutNulls = (body: Json): Json =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) : body;

/** Discards one upload that its user has taken back, or all of a session that has ended otherwise. */
export async function discard(deps: ActivityDeps, { session, args }: ActivityRequest): Promise<Json> {
  if (typeof args.upload_id === 'string') await deps.files.remove(args.upload_id);
  else await deps.files.removeSession(session.session_id);
  return null;
}

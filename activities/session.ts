import { isObject, type Json, type JsonObject } from '../domain/json';
import type { ActivityRequest } from '../workflows/activity-request';
import type { ActivityDeps } from './ports';

/**
 * A session has ended well: what it obtained gets its id. The id is made of the session's, so a retry issues nothing
 * twice.
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

/** What a definition names and no step has left is not part of the credentials. */
const withoutNulls = (body: Json): Json =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) : body;

/** A session has ended otherwise: its uploads have served their purpose. */
export async function discard(deps: ActivityDeps, { session }: ActivityRequest): Promise<Json> {
  await deps.files.removeSession(session.session_id);
  return null;
}

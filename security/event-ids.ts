import { createHmac } from 'node:crypto';
import { type Keys, sameKey } from './keys';

/*
 * The id of an event that a session's listener is sent: `<state>.<proof>`.
 *
 * `state` is a digest of what a client could see then, so every process makes the same id of the same state, and nothing
 * is stored. `proof` binds it to the session under a key of ours: who shows it was sent that session's events before.
 */

const BYTES = 16;
const hmac = ({ event }: Keys, text: string): string =>
  createHmac('sha256', event).update(text).digest().subarray(0, BYTES).toString('base64url');

/**
 * A digest of a session's state, as a text. It has a key: ids pass through logs of others, and states may be guessed.
 */
export const stateDigest = (keys: Keys, sessionId: string, state: string): string =>
  hmac(keys, `state ${sessionId} ${state}`);

export const eventId = (keys: Keys, sessionId: string, digest: string): string =>
  `${digest}.${hmac(keys, `proof ${sessionId} ${digest}`)}`;

/** The digest in an id of this session's events; `undefined` for any other text. */
export function digestOfEvent(keys: Keys, sessionId: string, id: string): string | undefined {
  const digest = id.slice(0, id.indexOf('.'));
  return sameKey(eventId(keys, sessionId, digest), id) ? digest : undefined;
}

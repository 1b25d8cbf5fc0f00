import { createHmac } from 'node:crypto';
import type { Keys } from './keys';

/**
 * The subject that attempts are counted of: a user as a bank knows them (a user name, a phone number), with one tenant.
 * A keyed hash, for nobody's name is stored. Spellings that banks take for one are one.
 */
export function psuSubject(keys: Keys, clientId: string, psuId: string): string {
  const name = JSON.stringify(['psu', clientId, psuId.normalize('NFKC').trim().toLowerCase()]);
  return createHmac('sha256', keys.digest).update(name).digest('base64url').slice(0, 32);
}

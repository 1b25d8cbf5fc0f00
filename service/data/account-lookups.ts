import { LRUCache } from 'lru-cache';

/**
 * Account ids for which the bank's list was read lately, by credentials. Banks count reads of lists: an id that leads
 * nowhere must not use them up.
 */
const lookups = new LRUCache<string, number>({ max: 20_000 });
/** ms until the list is read for the same id again. */
const AGAIN_AFTER = 60 * 60_000;

const keyOf = (credentialsId: string, accountId: string): string => `${credentialsId} ${accountId}`;

/** Whether the bank's list may be read for this id, which is noted. `now` in ms since the epoch. */
export function mayLookUp(credentialsId: string, accountId: string, now: number): boolean {
  const key = keyOf(credentialsId, accountId);
  const before = lookups.get(key);
  if (before !== undefined && now - before < AGAIN_AFTER) return false;
  lookups.set(key, now);
  return true;
}

/** The account was found under another id of the bank's, so another renewal may be met at any time. */
export const noteFound = (credentialsId: string, accountId: string): void =>
  void lookups.delete(keyOf(credentialsId, accountId));

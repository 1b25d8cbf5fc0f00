import { LRUCache } from 'lru-cache';
import type { SessionView } from '../domain/session/views';
import type { ServiceDeps } from './deps';
import { createWatchers, type Watchers } from './engine/watchers';
import { createForms, type Forms } from './forms';

/**
 * Caches of what this process has learnt about sessions. The workflow is the authority: an empty cache costs one query
 * more, and only what can't change is used to refuse.
 */
export interface Recent {
  /** Session id → its last view, for callers who ask while no worker answers. */
  views: LRUCache<string, SessionView>;
  /** `<session id>/<seq>` → the submission that was accepted; there is one for each number. */
  submissions: LRUCache<string, { step: string; digest: string }>;
  /** Session id → when its bank was last looked at because a client asked, ms since the epoch. */
  looks: LRUCache<string, number>;
}

/** All that service functions work with: what the process was given, and what it keeps in memory. */
export interface Services extends ServiceDeps {
  forms: Forms;
  watchers: Watchers;
  recent: Recent;
}

/** Adds to the dependencies what is kept in memory. One for each process. */
export const createServices = <D extends ServiceDeps>(deps: D): D & Services => ({
  ...deps,
  forms: createForms(deps),
  watchers: createWatchers(deps.engine, deps.clock),
  recent: {
    views: new LRUCache({ max: 2_000 }),
    submissions: new LRUCache({ max: 20_000 }),
    looks: new LRUCache({ max: 20_000 }),
  },
});

import { LRUCache } from 'lru-cache';
import type { SessionView } from '../domain/session/views';
import type { ServiceDeps } from './deps';
import { boundedEngine } from './engine/bounded-engine';
import { createChangeFeed } from './engine/change-feed';
import { createFollowers, type Followers } from './engine/followers';
import { createWatchers, type Watchers } from './engine/watchers';
import { createEventTails, type EventTails } from './event-tails';
import { createForms, type Forms } from './forms';
import type { TransactionFeeds } from './transaction-feed';

/**
 * Caches of what this process has learnt about sessions. The workflow is the authority, and may be reset to an earlier
 * point: what is remembered saves a message or a query, and never refuses anybody.
 */
export interface Recent {
  /** Session id → its last view, for callers who ask while no worker answers. */
  views: LRUCache<string, SessionView>;
  /** By form: the submission that was delivered last. */
  submissions: LRUCache<string, { step: string; digest: string }>;
  /** Session id → when its bank was last looked at because a client asked, ms since the epoch. */
  looks: LRUCache<string, number>;
  /** Client id and event id → the event's place in the tenant's log. */
  places: LRUCache<string, string>;
}

/** All that service functions work with: what the process was given, and what it keeps in memory. */
export interface Services extends ServiceDeps {
  forms: Forms;
  watchers: Watchers;
  followers: Followers;
  tails: EventTails;
  transactionFeeds: TransactionFeeds;
  recent: Recent;
}

/** Adds to the dependencies what is kept in memory. One for each process. */
export function createServices<D extends ServiceDeps>(deps: D): D & Services {
  const { store, clock } = deps;
  const engine = boundedEngine(deps.engine);
  const watchers = createWatchers(engine, clock);
  const feed = createChangeFeed(store.changes, clock);
  return {
    ...deps,
    engine,
    forms: createForms(deps),
    watchers,
    followers: createFollowers(engine, feed, watchers.changed),
    tails: createEventTails(store.events, feed),
    // More than streams: one that is dropped while it is followed costs no read, for the store has what was read.
    transactionFeeds: new LRUCache({ max: 5_000 }),
    recent: {
      views: new LRUCache({ max: 2_000 }),
      submissions: new LRUCache({ max: 20_000 }),
      looks: new LRUCache({ max: 20_000 }),
      places: new LRUCache({ max: 10_000 }),
    },
  };
}

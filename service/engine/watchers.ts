import type { SessionView } from '../../domain/session/views';
import { workflowId } from '../../workflows/messages';
import { type Engine, type SessionRef, SessionStuck } from './engine';
import { createPollTiming, waitOf } from './query-timing';

/** Takes each view that a poll returns; `undefined`: the session is gone. */
type Listener = (view: SessionView | undefined) => void;

/**
 * Polls sessions on behalf of those who wait for a moment: for what becomes of their submission. However many wait for
 * one session in this process, one query at a time is sent for it. Who listens for long is not polled for
 * (`followers.ts`).
 */
export interface Watchers {
  /** Resolves to the first view that satisfies; after `ms`, or when `signal` aborts, to the last one known. */
  until(
    ref: SessionRef,
    known: SessionView,
    satisfies: (view: SessionView) => boolean,
    ms: number,
    signal: AbortSignal,
  ): Promise<SessionView>;
  /** Polls soon, because something has been sent to the session. */
  nudge(ref: SessionRef): void;
  /** Polls now, if anybody waits for this session: its worker says that it has changed. */
  changed(workflowId: string): void;
}

interface Watch {
  ref: SessionRef;
  listeners: Set<Listener>;
  timer?: NodeJS.Timeout;
  /** ms until the next poll. */
  delay: number;
  /** ms since the epoch: when somebody last began to listen, or a nudge came. */
  since: number;
  /** The kind of wait whose first poll the next one is: its outcome is learnt. */
  firstPollOf?: string | undefined;
}

/** ms between polls, at most: while the last change or listener is recent, and later. Banks mostly answer soon. */
const MAX_PAUSE_AT_FIRST = 250;
const MAX_PAUSE_LATER = 1_000;
const RECENT = 10_000;
/** The same for a session that is stuck, which takes a deployment to mend. */
const STUCK_PAUSE = 15_000;
const BACKOFF = 1.5;
/** ms that one poll may take. */
const QUERY_DEADLINE = 5_000;

export function createWatchers(engine: Engine, clock: () => number): Watchers {
  const watches = new Map<string, Watch>();
  const timing = createPollTiming();
  const keyOf = (ref: SessionRef) => workflowId(ref.client_id, ref.session_id);

  const schedule = (ref: SessionRef, watch: Watch): void => {
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => void poll(ref, watch), watch.delay);
    const ceiling = clock() - watch.since < RECENT ? MAX_PAUSE_AT_FIRST : MAX_PAUSE_LATER;
    watch.delay = Math.min(watch.delay * BACKOFF, ceiling);
  };

  const expect = (watch: Watch, wait: string | undefined): void => {
    watch.firstPollOf = wait;
    watch.delay = timing.first(wait);
  };

  /** Learns from a first poll. If the wait isn't over, it soon will be: the pauses grow anew from half the delay. */
  const learn = (watch: Watch, polled: string, view: SessionView | undefined): void => {
    const wait = view && waitOf(view);
    timing.learn(polled, wait !== polled);
    if (wait !== polled) return expect(watch, wait);
    watch.delay = timing.first(polled) / 2;
  };

  const poll = async (ref: SessionRef, watch: Watch): Promise<void> => {
    // Taken before the query: whoever begins to listen meanwhile has a first poll of their own.
    const { firstPollOf } = watch;
    watch.firstPollOf = undefined;
    try {
      const answer = await engine.query(ref, {}, QUERY_DEADLINE);
      if (firstPollOf !== undefined) learn(watch, firstPollOf, answer?.view);
      for (const listener of [...watch.listeners]) listener(answer?.view);
    } catch (error) {
      // No worker or no engine for now: the next poll may succeed, and whoever waits has a time limit.
      watch.delay = error instanceof SessionStuck ? STUCK_PAUSE : MAX_PAUSE_LATER;
    }
    if (watch.listeners.size > 0) schedule(ref, watch);
  };

  const hasten = (ref: SessionRef, watch: Watch, wait?: string): void => {
    watch.since = clock();
    expect(watch, wait);
    schedule(ref, watch);
  };

  const follow = (ref: SessionRef, listener: Listener, wait?: string) => {
    const key = keyOf(ref);
    const watch = watches.get(key) ?? { ref, listeners: new Set(), delay: 0, since: 0 };
    watches.set(key, watch);
    watch.listeners.add(listener);
    hasten(ref, watch, wait);
    return () => {
      watch.listeners.delete(listener);
      if (watch.listeners.size > 0 || watches.get(key) !== watch) return;
      clearTimeout(watch.timer);
      watches.delete(key);
    };
  };

  const until: Watchers['until'] = (ref, known, satisfies, ms, signal) => {
    if (satisfies(known) || ms <= 0 || signal.aborted) return Promise.resolve(known);
    return new Promise((resolve) => {
      let latest = known;
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        stop();
        resolve(latest);
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      const listener: Listener = (view) => {
        if (view) latest = view;
        if (!view || satisfies(view)) done();
      };
      const stop = follow(ref, listener, waitOf(known));
    });
  };

  return {
    until,
    nudge(ref) {
      const watch = watches.get(keyOf(ref));
      if (watch) hasten(ref, watch);
    },
    changed(id) {
      const watch = watches.get(id);
      if (!watch) return;
      clearTimeout(watch.timer);
      watch.timer = setTimeout(() => void poll(watch.ref, watch), 0);
    },
  };
}

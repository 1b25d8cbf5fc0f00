import type { SessionView } from '../../domain/session/views';
import type { Engine, SessionRef } from './engine';
import { createPace, waitOf } from './poll-timing';

/** `undefined`: the session is gone. */
type Listener = (view: SessionView | undefined) => void;

/**
 * Follows sessions for those who wait for a change: however many listen to one session in this process, one query at a
 * time is asked on their behalf.
 */
export interface Watchers {
  /** Calls the listener with each view that is learnt, until the returned function is called. */
  follow(ref: SessionRef, listener: Listener): () => void;
  /**
   * The first view that satisfies, or the last one known when `ms` have passed or `signal` says that nobody waits any
   * more.
   */
  until(
    ref: SessionRef,
    known: SessionView,
    satisfies: (view: SessionView) => boolean,
    ms: number,
    signal?: AbortSignal,
  ): Promise<SessionView>;
  /** Something has happened to the session: look soon. */
  nudge(ref: SessionRef): void;
  close(): void;
}

interface Watch {
  listeners: Set<Listener>;
  timer?: NodeJS.Timeout;
  delay: number;
  /** ms since the epoch: when somebody last began to listen, or a nudge came. */
  since: number;
  /** What the next look is the first at, since it began: its outcome is learnt. */
  first?: string | undefined;
}

/** ms. Most changes come within a bank's answer, so it looks often at first and seldom later. */
const OFTEN = 250;
const SELDOM = 1_000;
const EAGER_FOR = 10_000;
const QUERY = 5_000;

export function createWatchers(engine: Engine, clock: () => number): Watchers {
  const watches = new Map<string, Watch>();
  const pace = createPace();
  const keyOf = (ref: SessionRef) => `${ref.client_id}/${ref.session_id}`;

  const schedule = (ref: SessionRef, watch: Watch): void => {
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => void look(ref, watch), watch.delay);
    const ceiling = clock() - watch.since < EAGER_FOR ? OFTEN : SELDOM;
    watch.delay = Math.min(watch.delay * 1.5, ceiling);
  };

  /**
   * Looks first when such a wait is mostly over; if it isn't, it soon will be, and the pauses grow again from half of
   * that.
   */
  const expect = (watch: Watch, wait: string | undefined): void => {
    watch.first = wait;
    watch.delay = pace.first(wait);
  };

  const learn = (watch: Watch, first: string, view: SessionView | undefined): void => {
    const wait = view && waitOf(view);
    pace.learn(first, wait !== first);
    if (wait !== first) return expect(watch, wait);
    watch.delay = pace.first(first) / 2;
  };

  const look = async (ref: SessionRef, watch: Watch): Promise<void> => {
    // Taken before the question: whoever begins to listen meanwhile waits for a first look of their own.
    const { first } = watch;
    watch.first = undefined;
    try {
      const answer = await engine.query(ref, {}, QUERY);
      if (first !== undefined) learn(watch, first, answer?.view);
      for (const listener of [...watch.listeners]) listener(answer?.view);
    } catch {
      // No worker or no engine for the moment: whoever waits keeps what is known, and time limits how long.
      watch.delay = SELDOM;
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
    const watch = watches.get(key) ?? { listeners: new Set(), delay: 0, since: 0 };
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
    if (satisfies(known) || ms <= 0 || signal?.aborted) return Promise.resolve(known);
    return new Promise((resolve) => {
      let latest = known;
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        stop();
        resolve(latest);
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
      const listener: Listener = (view) => {
        if (view) latest = view;
        if (!view || satisfies(view)) done();
      };
      const stop = follow(ref, listener, waitOf(known));
    });
  };

  return {
    follow: (ref, listener) => follow(ref, listener),
    until,
    nudge(ref) {
      const watch = watches.get(keyOf(ref));
      if (watch) hasten(ref, watch);
    },
    close() {
      for (const watch of watches.values()) clearTimeout(watch.timer);
      watches.clear();
    },
  };
}

/** Whether the session has settled on what it needs next. */
export const isSettled = (view: SessionView): boolean => view.status !== 'PROCESSING';

/** What a client would call a change: two views with the same mark look the same to it. */
export const markOf = ({ status, seq, next, uploads }: SessionView): string =>
  JSON.stringify([
    status,
    seq,
    next.kind,
    'step' in next ? next.step : '',
    'form' in next ? next.form : '',
    'url' in next ? next.url : '',
    uploads.length,
  ]);

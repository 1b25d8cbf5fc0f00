import type { SessionView } from '../domain/session/views';
import { digestOfEvent, eventId, stateDigest } from '../security/event-ids';
import { lookAtBank } from './bank-look';
import type { SessionRef } from './engine/engine';
import type { Following } from './engine/followers';
import type { Services } from './services';
import { sessionNotFound } from './session-errors';
import type { SessionState, Wait } from './session-state';
import { longFrom, stateOf } from './session-views';

/** ms: a listener gets the state anew before the nonce in the last one expires. */
const REFRESH = 20 * 60_000;

/**
 * A digest of all that a client can see change, fresh nonces apart: two views with the same digest look the same to it.
 * Every process makes the same one of the same state.
 */
function digestOf({ keys, clock }: Services, view: SessionView): string {
  const isLong = clock() > (longFrom(view) ?? Number.POSITIVE_INFINITY);
  return stateDigest(keys, view.session_id, JSON.stringify([view, isLong]));
}

export const isOver = ({ status, next }: SessionView): boolean => next.kind === 'none' && status !== 'PROCESSING';

/** As `followers.follow`, and calls the listener again when time alone changes what a client sees. */
function followStates(
  services: Services,
  ref: SessionRef,
  listener: (view: SessionView | undefined) => void,
): Following {
  const { followers, clock } = services;
  let timer: NodeJS.Timeout | undefined;
  const wait = (view: SessionView | undefined): void => {
    clearTimeout(timer);
    const left = ((view && longFrom(view)) ?? 0) - clock();
    timer = left > 0 ? setTimeout(() => listener(view), left + 1) : undefined;
  };
  const { current, stop } = followers.follow(ref, (view) => {
    wait(view);
    if (view) lookAtBank(services, ref, view);
    listener(view);
  });
  return {
    current,
    stop() {
      clearTimeout(timer);
      stop();
    },
  };
}

/** The view of the session after its next change; after `wait`, the one of now. Throws `session_not_found`. */
export async function nextChange(services: Services, ref: SessionRef, wait: Wait): Promise<SessionView> {
  let latest: SessionView | undefined;
  let wake = (): void => undefined;
  const following = followStates(services, ref, (view) => {
    latest = view;
    wake();
  });
  try {
    const first = await following.current();
    if (!first) throw sessionNotFound();
    const digest = digestOf(services, first);
    const isChanged = (): boolean => !latest || isOver(latest) || digestOf(services, latest) !== digest;
    await untilTrue(isChanged, wait, (look) => {
      wake = look;
    });
    // Nobody tells of a session that was terminated at the engine: it is asked before its state is said to be the same.
    if (!isChanged() && !wait.signal().aborted) latest = await following.current().catch(() => latest);
    if (!latest) throw sessionNotFound();
    return latest;
  } finally {
    following.stop();
  }
}

/** Resolves once `holds`, or when the wait is over. `onLook` is given what to call whenever it may hold. */
function untilTrue(holds: () => boolean, wait: Wait, onLook: (look: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const signal = wait.signal();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, wait.ms);
    signal.addEventListener('abort', done);
    const look = (): void => (holds() ? done() : undefined);
    onLook(look);
    if (signal.aborted) done();
    else look();
  });
}

/** One event: a session's state, whole, and the id by which a listener resumes after it. */
export interface SessionEvent {
  id: string;
  state: SessionState;
}

/** Receives a session's events. */
export interface Listener {
  next(event: SessionEvent): void;
  /** Called once: the session is over or gone, or with an error. */
  end(error?: unknown): void;
}

/** A session's events, of which none is lost before somebody begins to listen. */
export interface SessionEvents {
  /** Returns the function that ends it. */
  listen(listener: Listener): () => void;
}

/**
 * The events of a session: its state, unless the listener has seen it (`lastEventId`), then each change. Each state is
 * whole, so several changes at once may be one event. `undefined`: the session is over, and there is nothing to say, or
 * nothing new. Throws `session_not_found`, and where no worker answers `engine_unavailable`.
 */
export async function openEvents(
  services: Services,
  ref: SessionRef,
  lastEventId?: string,
): Promise<SessionEvents | undefined> {
  const seen = lastEventId === undefined ? undefined : digestOfEvent(services.keys, ref.session_id, lastEventId);
  const events = new EventStream(services, ref, seen);
  const view = await events.first();
  if (!isOver(view) || (seen !== undefined && seen !== digestOf(services, view))) return events;
  events.stop();
  return undefined;
}

/** One listener's stream. What comes before it listens waits. */
class EventStream implements SessionEvents {
  readonly #following: Following;
  #listener: Listener | undefined;
  #early: (SessionView | undefined)[] = [];
  /** One after the other, or a state that is slow to render could be overtaken by the next. */
  #showing: Promise<void> = Promise.resolve();
  #shownAt: number;

  constructor(
    readonly services: Services,
    readonly ref: SessionRef,
    private shown: string | undefined,
  ) {
    this.#shownAt = services.clock();
    this.#following = followStates(services, ref, (view) => this.#take(view));
  }

  async first(): Promise<SessionView> {
    try {
      const view = await this.#following.current();
      if (!view) throw sessionNotFound();
      this.services.recent.views.set(view.session_id, view);
      return view;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  listen(listener: Listener): () => void {
    this.#listener = listener;
    for (const view of this.#early.splice(0)) this.#take(view);
    return () => this.stop();
  }

  stop(): void {
    this.#listener = undefined;
    this.#following.stop();
  }

  #take(view: SessionView | undefined): void {
    if (!this.#listener) {
      this.#early = [view];
      return;
    }
    this.#showing = this.#showing
      .then(() => (view ? this.#show(view) : this.#end()))
      .catch((error: unknown) => this.#end(error));
  }

  #end(error?: unknown): void {
    const listener = this.#listener;
    this.stop();
    listener?.end(error);
  }

  async #show(view: SessionView): Promise<void> {
    const { services, shown } = this;
    const digest = digestOf(services, view);
    const isOld = digest === shown && services.clock() - this.#shownAt < REFRESH;
    if (!isOld) {
      const state = await stateOf(services, view);
      this.shown = digest;
      this.#shownAt = services.clock();
      this.#listener?.next({ id: eventId(services.keys, view.session_id, digest), state });
    }
    if (isOver(view)) this.#end();
  }
}

import type { SessionView } from '../domain/session/views';
import { lookAtBank } from './bank-look';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';
import type { SessionState } from './session-state';
import { stateOf } from './session-views';

/** ms: a follower gets the state anew before the nonce in the last one expires. */
const REFRESH = 20 * 60_000;

/** A key of all that a client can see change: two views with the same key look the same to it. */
export const changeKey = ({ status, seq, next, uploads }: SessionView): string =>
  JSON.stringify([
    status,
    seq,
    next.kind,
    'step' in next ? next.step : '',
    'form' in next ? next.form : '',
    'url' in next ? next.url : '',
    uploads.length,
  ]);

export const isOver = ({ status, next }: SessionView): boolean => next.kind === 'none' && status !== 'PROCESSING';

/** Receives a session's states. */
export interface Follower {
  next(state: SessionState): void;
  /** Called once: the session is over or gone, or with an error. */
  end(error?: unknown): void;
}

/**
 * Follows a session: its state at once, after each change, and before its nonce expires, until the session is over or
 * the returned function is called. Each state is whole, so a missed one is made up for by the next.
 */
export function followSession(services: Services, ref: SessionRef, view: SessionView, follower: Follower): () => void {
  const { watchers, clock } = services;
  let isStopped = false;
  let shown = '';
  let shownAt = 0;
  const stop = () => {
    isStopped = true;
    unfollow();
  };
  const end = (error?: unknown) => {
    if (isStopped) return;
    stop();
    follower.end(error);
  };
  const show = async (latest: SessionView): Promise<void> => {
    const key = changeKey(latest);
    if (isStopped || (key === shown && clock() - shownAt < REFRESH)) return;
    const state = await stateOf(services, latest);
    if (isStopped) return;
    shown = key;
    shownAt = clock();
    follower.next(state);
    if (isOver(latest)) end();
  };
  // One after the other, or a state that is slow to render could be overtaken by the next.
  let showing: Promise<void> = Promise.resolve();
  const enqueue = (latest: SessionView | undefined) => {
    if (latest) lookAtBank(services, ref, latest);
    showing = showing.then(() => (latest ? show(latest) : end())).catch(end);
  };
  const unfollow = watchers.follow(ref, enqueue);
  enqueue(view);
  return stop;
}

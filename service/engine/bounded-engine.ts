import { LRUCache } from 'lru-cache';
import { sessionFull } from '../session-errors';
import type { Engine, SessionRef } from './engine';

/** Messages to one session, and characters of them, that a process sends without having heard of the session since. */
const MOST_MESSAGES = 200;
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** ms for the query whether a session takes messages again. */
const QUERY_DEADLINE = 1_000;
/** Sessions that are watched. */
const SESSIONS = 20_000;

/** What was sent to a session since it was last heard of, and whether it said then that it takes no more. */
interface Sent {
  messages: number;
  characters: number;
  isFull: boolean;
}
const NONE: Readonly<Sent> = { messages: 0, characters: 0, isFull: false };

/**
 * An engine that is not sent more than it takes: Temporal terminates a run whose history has become too large, and
 * refuses signals above a number. Where that is near, the session is asked before anything more is sent to it. Then
 * `submit`, `upload` and `callback` reject with `session_full`. A cancellation is always sent.
 */
export function boundedEngine(engine: Engine): Engine {
  const sessions = new LRUCache<string, Sent>({ max: SESSIONS });
  const keyOf = ({ client_id, session_id }: SessionRef) => `${client_id}/${session_id}`;
  const isAtBound = ({ messages, characters, isFull }: Sent) =>
    isFull || messages >= MOST_MESSAGES || characters >= MOST_CHARACTERS;

  const query: Engine['query'] = async (ref, question, deadline) => {
    const answer = await engine.query(ref, question, deadline);
    if (answer?.is_full) sessions.set(keyOf(ref), { ...NONE, isFull: true });
    else sessions.delete(keyOf(ref));
    return answer;
  };

  const admit = async (ref: SessionRef, message: object): Promise<void> => {
    const key = keyOf(ref);
    if (isAtBound(sessions.get(key) ?? NONE)) {
      await query(ref, {}, QUERY_DEADLINE).catch((cause: unknown) => {
        throw sessionFull(cause);
      });
      if (isAtBound(sessions.get(key) ?? NONE)) throw sessionFull();
    }
    const { messages, characters, isFull } = sessions.get(key) ?? NONE;
    const more = JSON.stringify(message).length;
    sessions.set(key, { messages: messages + 1, characters: characters + more, isFull });
  };

  const bounded =
    <M extends object>(send: (ref: SessionRef, message: M) => Promise<boolean>) =>
    async (ref: SessionRef, message: M): Promise<boolean> => {
      await admit(ref, message);
      return send(ref, message);
    };

  return {
    start: (start, first) => engine.start(start, first),
    submit: bounded((ref, message) => engine.submit(ref, message)),
    upload: bounded((ref, message) => engine.upload(ref, message)),
    callback: bounded((ref, message) => engine.callback(ref, message)),
    removeUpload: bounded((ref, removal) => engine.removeUpload(ref, removal)),
    cancel: (ref) => engine.cancel(ref),
    skipTime: (ref, by) => engine.skipTime(ref, by),
    query,
    memo: (ref) => engine.memo(ref),
    ended: (ref) => engine.ended(ref),
    lacks: () => engine.lacks(),
  };
}

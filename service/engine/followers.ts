import type { SessionView } from '../../domain/session/views';
import { workflowId } from '../../workflows/messages';
import type { ChangeFeed, Hearing } from './change-feed';
import type { Engine, SessionRef } from './engine';
import { createLookQueue, type Looks } from './look-queue';

/** Takes each view of a session; `undefined`: the session is gone. */
type Listener = (view: SessionView | undefined) => void;

/** One listener's hold on a session. */
export interface Following {
  /**
   * The view of now. Every change after it comes to the listener, none of before. `undefined`: no such session. Rejects
   * as the engine's query does.
   */
  current(): Promise<SessionView | undefined>;
  stop(): void;
}

/**
 * Follows sessions on behalf of those who listen for long. Nobody is polled for: workers tell which sessions have
 * changed, and each of these is queried once for all who listen to it here.
 */
export interface Followers {
  follow(ref: SessionRef, listener: Listener): Following;
}

/** A session that is followed in this process. */
interface Followed {
  ref: SessionRef;
  listeners: Set<Listener>;
  /** Those who asked for the view of now; a query that began before does not answer them. */
  asking: { resolve(view: SessionView | undefined): void; reject(error: unknown): void }[];
}

/** ms that a query may take. */
const QUERY_DEADLINE = 5_000;

/** `onChange` is told each changed session, followed or not, while somebody follows any. */
export function createFollowers(engine: Engine, feed: ChangeFeed, onChange: (workflowId: string) => void): Followers {
  const sessions = new Map<string, Followed>();

  const query = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    if (!session) return;
    const asking = session.asking.splice(0);
    try {
      const view = (await engine.query(session.ref, {}, QUERY_DEADLINE))?.view;
      for (const { resolve } of asking) resolve(view);
      for (const listener of [...session.listeners]) listener(view);
    } catch (error) {
      for (const { reject } of asking) reject(error);
      throw error;
    }
  };
  const looks: Looks = createLookQueue(query, (id) => sessions.has(id));
  let hearing: Hearing | undefined;
  const listener = {
    changed(id: string) {
      if (sessions.has(id)) looks.soon(id);
      onChange(id);
    },
    missed: () => looks.sooner(sessions.keys()),
  };

  const leave = (id: string, session: Followed, onView: Listener): void => {
    session.listeners.delete(onView);
    if (session.listeners.size > 0 || sessions.get(id) !== session) return;
    sessions.delete(id);
    looks.forget(id);
    if (sessions.size > 0) return;
    hearing?.stop();
    hearing = undefined;
  };

  return {
    follow(ref, onView) {
      const id = workflowId(ref.client_id, ref.session_id);
      const session = sessions.get(id) ?? { ref, listeners: new Set<Listener>(), asking: [] };
      sessions.set(id, session);
      session.listeners.add(onView);
      looks.inTurn(id);
      hearing ??= feed.listen(listener);
      const { opened } = hearing;
      return {
        async current() {
          await opened;
          return new Promise((resolve, reject) => {
            session.asking.push({ resolve, reject });
            looks.soon(id);
          });
        },
        stop: () => leave(id, session, onView),
      };
    },
  };
}

import { CancellationScope, setCurrentDetails, sleep, upsertSearchAttributes } from '@temporalio/workflow';
import { details, listedAfter, type Marks, marks } from '../domain/session/operator-text';
import type { Session } from '../domain/session/session';
import { rethrowUnlessCancelled } from './guards';
import { toPairs } from './search-attributes';

/**
 * Tells operators where the session stands: in words at once, for these cost nothing; in the attributes that lists are
 * made of, once the wait has lasted as long as the kernel says (`listedAfter`), and only what has changed.
 */
export function createNotice(initial: Session, shelter: CancellationScope) {
  let told: Marks = marks(initial);
  let latest = initial;
  /** By how long they last, ms. */
  const timers = new Map<number, CancellationScope>();

  function list(): void {
    const now = marks(latest);
    const news = toPairs(now, told);
    if (news.length > 0) upsertSearchAttributes(news);
    told = now;
  }

  function listAfter(ms: number): void {
    if (timers.has(ms)) return;
    const timer = new CancellationScope({ cancellable: true, parent: shelter });
    timers.set(ms, timer);
    const ring = () => {
      timers.delete(ms);
      list();
    };
    timer.run(() => sleep(ms, { summary: `lists · ${latest.step}` })).then(ring, rethrowUnlessCancelled);
  }

  function stop(ms: number): void {
    timers.get(ms)?.cancel();
    timers.delete(ms);
  }

  return {
    publish(session: Session): void {
      latest = session;
      setCurrentDetails(details(session));
      const after = session.lists_settle ? listedAfter(session) : 0;
      // What is told now needs no timer, and a shorter wait is over. A longer one's timer is left to tell whatever
      // holds when it rings: cheaper than a new one at each step.
      for (const ms of timers.keys()) if (after === 0 || ms < after) stop(ms);
      if (after === 0) list();
      else if (toPairs(marks(session), told).length > 0) listAfter(after);
    },
    /** Tells what has not been told yet: before this run ends, and its timers with it. */
    list,
  };
}

import { workflowInfo } from '@temporalio/workflow';
import type { Effect } from '../domain/session/events';
import type { createCaller } from './call';

/** Characters of JSON that effects may have to be left to the next run, beside the session's state. */
const MOST_CARRIED = 100_000;

/**
 * Carries effects out, or leaves them to the next run. A session that goes from call to call has always one running,
 * and a running activity can't be carried over. So what would begin when a run is to be continued, and nothing is under
 * way, begins in the next one. `mayLeave`: whether this session does so.
 */
export function createHandover(caller: ReturnType<typeof createCaller>, mayLeave: () => boolean) {
  let left: Effect[] = [];

  const isDue = (effects: Effect[]): boolean =>
    effects.some((effect) => effect.do === 'call') &&
    workflowInfo().continueAsNewSuggested &&
    caller.isIdle() &&
    mayLeave() &&
    JSON.stringify(effects).length <= MOST_CARRIED;

  return {
    carryOut(effects: Effect[]): void {
      if (left.length === 0 && !isDue(effects)) caller.carryOut(effects);
      else left = [...left, ...effects];
    },
    /** Whether the run can be continued now, with what it has left to the next. */
    isReady: (): boolean => left.length > 0 && caller.isIdle(),
    /** What the next run begins with. One that was cancelled meanwhile is not begun at all. */
    effects(): { effects?: Effect[] } {
      const cancelled = new Set(left.flatMap((effect) => (effect.do === 'cancel' ? [effect.id] : [])));
      const begun = left.filter((effect) => effect.do === 'call' && !cancelled.has(effect.id));
      return begun.length > 0 ? { effects: begun } : {};
    },
  };
}

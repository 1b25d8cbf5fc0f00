import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Alarm } from '../domain/session/deadline';
import { rethrowUnlessCancelled } from './guards';

/**
 * The timer of a session's next alarm, a deadline or a reminder; there is one at a time. A timer that is too early is
 * left to fire in vain: cheaper than to replace it at each step. `scope`: the one in which it runs.
 */
export function createDeadlineTimer(scope: CancellationScope, onDue: () => void) {
  let current: { at: number; timer: CancellationScope } | undefined;

  return {
    /** Sets the timer unless one is set that fires no later. `step` is for the history only. */
    set(deadline: Alarm | undefined, step: string): void {
      if (!deadline || (current && current.at <= deadline.at)) return;
      current?.timer.cancel();
      const mine = { at: deadline.at, timer: new CancellationScope({ cancellable: true, parent: scope }) };
      current = mine;
      const onTimer = () => {
        if (current === mine) current = undefined;
        onDue();
      };
      mine.timer
        .run(() => sleep(Math.max(deadline.at - Date.now(), 1), { summary: `${deadline.why} · ${step}` }))
        .then(onTimer, rethrowUnlessCancelled);
    },
  };
}

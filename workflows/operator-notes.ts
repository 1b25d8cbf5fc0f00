import {
  CancellationScope,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { FLAGS, hasFlag } from '../domain/session/flags';
import {
  details,
  detailsOfContinued,
  listedAfter,
  type SearchAttributes,
  searchAttributes,
} from '../domain/session/operator-text';
import type { Session } from '../domain/session/session';
import { rethrowUnlessCancelled } from './guards';
import { toPairs } from './search-attributes';

/**
 * Publishes the session's state to operators. Its details in words are set at once, for they cost nothing. The search
 * attributes, of which lists are made, are debounced: written once the wait has lasted as long as the kernel says
 * (`listedAfter`), and only those that have changed. `scope`: the one in which its timers run.
 */
export function createOperatorNotes(initial: Session, scope: CancellationScope) {
  let written: SearchAttributes = searchAttributes(initial);
  let latest = initial;
  const words = workflowInfo().continuedFromExecutionRunId === undefined ? details : detailsOfContinued;
  /** By their length, ms. */
  const timers = new Map<number, CancellationScope>();

  function writeLists(): void {
    const now = searchAttributes(latest);
    const changed = toPairs(now, written);
    if (changed.length > 0) upsertSearchAttributes(changed);
    written = now;
  }

  function writeListsAfter(ms: number): void {
    if (timers.has(ms)) return;
    const timer = new CancellationScope({ cancellable: true, parent: scope });
    timers.set(ms, timer);
    const onTimer = () => {
      timers.delete(ms);
      writeLists();
    };
    timer.run(() => sleep(ms, { summary: `lists · ${latest.step}` })).then(onTimer, rethrowUnlessCancelled);
  }

  function stop(ms: number): void {
    timers.get(ms)?.cancel();
    timers.delete(ms);
  }

  return {
    publish(session: Session): void {
      latest = session;
      setCurrentDetails(words(session));
      const after = hasFlag(session, FLAGS.debounceLists) ? listedAfter(session) : 0;
      // A shorter wait is over, and without a wait no timer is needed. A longer timer is left to fire and to write
      // whatever holds then: cheaper than a new one at each step.
      for (const ms of timers.keys()) if (after === 0 || ms < after) stop(ms);
      if (after === 0) writeLists();
      else if (toPairs(searchAttributes(session), written).length > 0) writeListsAfter(after);
    },
    /** Writes the lists now: for a call that has lasted, and before this run ends and its timers with it. */
    writeLists,
  };
}

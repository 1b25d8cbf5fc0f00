import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** Why such a task fails, as its history says. It is tried again at once. */
export const RAN_AHEAD = 'a query had taken this run ahead of its history; it is replayed';

/** A workflow's own global object: the SDK shares none between workflows, as it does modules. */
type Own = { isRunAhead?: boolean };

/** Whether a query has taken this run ahead of its history: what it does now may never happen. */
export const isRunAhead = (): boolean => (globalThis as Own).isRunAhead === true;

/**
 * Keeps a run that a query has taken ahead of its history from recording what could never be replayed (ADR 34).
 *
 * A query that the engine hands to a worker by itself brings the whole history, with events that no workflow task has
 * taken yet. The SDK applies them, and keeps the run. The next task would bring only what came after, so the run would
 * take in two turns what a replay takes in one, where messages go first. That task fails instead: the run is dropped,
 * and the task is done again from its history.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  /** When the newest workflow task that was applied had begun. */
  let begun = '';
  let length = 0;
  let isAhead = false;
  return {
    internals: [
      {
        activate(input, next) {
          const { timestamp, historyLength, jobs } = input.activation;
          // A query's own turn applies no events.
          if (jobs?.every((job) => job.queryWorkflow)) return next(input);
          const at = `${timestamp?.seconds}.${timestamp?.nanos}`;
          const isOfSameTask = at === begun;
          if (isAhead && !isOfSameTask) throw new Error(RAN_AHEAD);
          // Each task has a time of its own. Events after the newest one are a query's.
          isAhead ||= isOfSameTask && Number(historyLength) > length;
          if (isAhead) (globalThis as Own).isRunAhead = true;
          begun = at;
          length = Number(historyLength);
          return next(input);
        },
      },
    ],
  };
};

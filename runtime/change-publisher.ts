import type { InjectedSinks } from '@temporalio/worker';
import type { ChangePort } from '../store/store';
import type { ChangeSinks } from '../workflows/changes';

/** ms that changes are collected before they are written: one entry for all sessions of the worker. */
const COLLECT = 50;
/** Sessions in one entry. */
const MOST = 2_000;
/** Sessions that are remembered while the database is away; listeners find out about others by themselves, later. */
const MOST_WAITING = 20_000;

/** Publishes changes of sessions, as the workflows of this worker report them, in the log that API processes read. */
export interface ChangePublisher {
  sinks: InjectedSinks<ChangeSinks>;
  /** Writes what is left, as far as it can be written. */
  close(): Promise<void>;
}

export function createChangePublisher(log: Pick<ChangePort, 'append'>, onLost: () => void): ChangePublisher {
  const changed = new Set<string>();
  let publishing: Promise<void> | undefined;

  const append = async (): Promise<void> => {
    const sessions = [...changed].slice(0, MOST);
    for (const session of sessions) changed.delete(session);
    await log.append(sessions);
  };
  const publish = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, COLLECT));
    try {
      while (changed.size > 0) await append();
    } catch {
      onLost();
    }
    publishing = undefined;
  };
  const note = (workflowId: string): void => {
    if (changed.size < MOST_WAITING) changed.add(workflowId);
    publishing ??= publish();
  };

  return {
    sinks: { changes: { changed: { fn: ({ workflowId }) => note(workflowId), callDuringReplay: false } } },
    close: async () => publishing,
  };
}

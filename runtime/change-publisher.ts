import type { InjectedSinks } from '@temporalio/worker';
import type { ChangePort } from '../store/store';
import type { ChangeSinks } from '../workflows/changes';

/** ms that changes are collected before they are written: one entry for all sessions of the worker. */
const COLLECT = 20;
/** Names in one entry. */
const MOST = 2_000;
/** Names that are remembered while the database is away; listeners find out about others by themselves, later. */
const MOST_WAITING = 20_000;

/**
 * Publishes in the log that API processes read what has changed: sessions, as the workflows of this worker report them,
 * and logs of events.
 */
export interface ChangePublisher {
  sinks: InjectedSinks<ChangeSinks>;
  /** `name`: a session's workflow id, or the name of a tenant's events. */
  publish(name: string): void;
  /** Writes what is left, as far as it can be written. */
  close(): Promise<void>;
}

export function createChangePublisher(log: Pick<ChangePort, 'append'>, onLost: () => void): ChangePublisher {
  const changed = new Set<string>();
  let publishing: Promise<void> | undefined;

  const append = async (): Promise<void> => {
    const names = [...changed].slice(0, MOST);
    for (const name of names) changed.delete(name);
    await log.append(names);
  };
  const collect = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, COLLECT));
    try {
      while (changed.size > 0) await append();
    } catch {
      onLost();
    }
    publishing = undefined;
  };
  const publish = (name: string): void => {
    if (changed.size < MOST_WAITING) changed.add(name);
    publishing ??= collect();
  };

  return {
    sinks: { changes: { changed: { fn: ({ workflowId }) => publish(workflowId), callDuringReplay: false } } },
    publish,
    close: async () => publishing,
  };
}

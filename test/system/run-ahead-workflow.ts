import { defineQuery, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

interface Activities {
  bank(): Promise<void>;
  next(): Promise<void>;
}

/** Waits for a bank and for its user, and records another command for each. */
export async function twoTurns(activitiesQueue: string): Promise<void> {
  const { bank, next } = proxyActivities<Activities>({ taskQueue: activitiesQueue, startToCloseTimeout: '1 minute' });
  const seen: string[] = [];
  setHandler(defineQuery('seen'), () => seen);
  setHandler(defineSignal('returned'), () => {
    seen.push('user');
    void next();
  });
  await bank();
  seen.push('bank');
  await sleep('1 hour');
}

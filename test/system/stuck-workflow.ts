import { proxyActivities } from '@temporalio/workflow';

/** In place of a session: its task fails, or a call of its does, as it is told. */
export async function onboarding(how: 'task' | 'fault' | 'away' | 'unknown'): Promise<void> {
  if (how === 'task') throw new TypeError('a fault of ours');
  const retry = { initialInterval: 20, backoffCoefficient: 1 };
  const calls = proxyActivities<Record<typeof how, () => Promise<void>>>({ startToCloseTimeout: '1 minute', retry });
  await calls[how]();
}

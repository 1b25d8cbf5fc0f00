import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { ScenarioEngine } from './engine';
import { until } from './until';

const { PENDING_ACTIVITY_STATE_STARTED } = temporal.api.enums.v1.PendingActivityState;

/** ms of this machine's time in which the engine has heard that attempts are put off. */
const HEARD_WITHIN = 5_000;

/**
 * Ends a session, which may be at work still. Its attempts are put off before: the server's clock would stand still for
 * ever for one that runs while its workflow is closed, and with it every session that follows.
 */
export async function letGo({ script }: ScenarioEngine, handle: WorkflowHandle): Promise<void> {
  script.setAway(true);
  await until(async () => !(await isAttempting(handle)), HEARD_WITHIN);
  await handle.terminate().catch(() => undefined);
  script.setAway(false);
}

/** Whether the engine counts an attempt of an activity as running. */
async function isAttempting(handle: WorkflowHandle): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).some(({ state }) => state === PENDING_ACTIVITY_STATE_STARTED);
}

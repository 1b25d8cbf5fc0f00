import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SkillToolError } from '../io';

/** ms of this machine's time in which the engine has let any time of its own pass. */
const CLOCK_STANDS = 60_000;

/**
 * Lets the engine's time pass; `ms`: how much. Throws `SkillToolError` where its clock does not move. The call ends then,
 * too: one that outlives its connection is tried again on it, which ends the process.
 */
export async function sleep(env: TestWorkflowEnvironment, ms: number): Promise<void> {
  const over = AbortSignal.timeout(CLOCK_STANDS);
  try {
    await env.connection.withAbortSignal(over, () => env.sleep(ms));
  } catch (error) {
    throw over.aborted ? new SkillToolError('The engine’s clock stands still.') : error;
  }
}

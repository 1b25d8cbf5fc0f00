import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { CANCEL, DISCARD, FINISH } from '../../../domain/session/platform';
import { findProgram } from '../../../local/servers/program';
import { addSearchAttributes } from '../../../local/servers/search-attributes';
import { timeSkippingServer } from '../../../local/servers/test-server';
import { projectRoot } from '../../../runtime/paths';
import { workflowBundle } from '../../../runtime/workflow-bundle';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes';
import { SkillToolError } from '../io';
import { type ScriptedActivities, scriptActivities } from './scripted-activities';

/** An engine of this run's own, in which days pass while nothing runs, with a worker whose connectors are scripted. */
export interface ScenarioEngine {
  env: TestWorkflowEnvironment;
  taskQueue: string;
  script: ScriptedActivities;
  close(): Promise<void>;
}

const QUEUE = 'scenarios';
const DEAF = { fn: () => undefined };

/**
 * Starts server and worker, which plays the operations of these names. The server's program is fetched where this
 * machine has none; `say` hears of that.
 */
export async function startEngine(operations: readonly string[], say: (line: string) => void): Promise<ScenarioEngine> {
  const logger = new DefaultLogger('ERROR');
  try {
    Runtime.install({ logger });
  } catch {
    // This process has one already.
  }
  const { file } = await findProgram(timeSkippingServer, say);
  const env = await startServer(file);
  await addSearchAttributes(env.connection, 'default', Object.keys(SEARCH_ATTRIBUTES));
  const ours = [FINISH, DISCARD, CANCEL].map(({ operation }) => operation);
  const script = scriptActivities([...new Set([...operations, ...ours])]);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: QUEUE,
    workflowBundle: await workflowBundle(path.join(projectRoot(), 'dist'), logger),
    activities: script.activities,
    // Nobody listens to changes, nor to events.
    sinks: { changes: { changed: DEAF }, events: { tell: DEAF, runAhead: DEAF } },
    maxHeartbeatThrottleInterval: 300,
  });
  const running = worker.run();
  return {
    env,
    script,
    taskQueue: QUEUE,
    async close() {
      script.setAway(true);
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await env.teardown();
    },
  };
}

/** The SDK gives a server five seconds to start, which a busy machine may not have. */
const TRIES = 4;

async function startServer(file: string): Promise<TestWorkflowEnvironment> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path: file } },
      });
    } catch {
      if (left <= 1)
        throw new SkillToolError('The time-skipping Temporal server did not start within its five seconds.');
    }
  }
}

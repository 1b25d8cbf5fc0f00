import { randomUUID } from 'node:crypto';
import path from 'node:path';
import threads from 'node:worker_threads';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { projectRoot } from '../../engines/root';
import { limitTasksOnce } from '../../worker/task-limit';
import { timeSkipping } from '../support/time-skipping';
import { installRuntime } from './harness';
import * as workflows from './limit-workflows';

const taskQueue = `limit-${randomUUID()}`;
const { Worker: stock } = threads;
let env: Awaited<ReturnType<typeof timeSkipping>>;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  installRuntime();
  env = await timeSkipping();
  // A thread of its own loads what is compiled.
  limitTasksOnce(path.join(projectRoot(), 'dist', 'worker', 'task-limit-in-thread.js'));
  const workflowsPath = path.join(__dirname, 'limit-workflows.ts');
  worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowsPath });
  threads.Worker = stock;
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await env.teardown();
});

const begin = (workflow: (ms: number) => Promise<unknown>, ms: number) =>
  env.client.workflow.start(workflow, { taskQueue, workflowId: randomUUID(), args: [ms] });

/** Why the engine says that a task of this workflow has failed, once one has. */
async function failure(handle: WorkflowHandle): Promise<string> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const failed = events?.find((event) => event.workflowTaskFailedEventAttributes);
    if (failed) return String(failed.workflowTaskFailedEventAttributes?.failure?.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const answer = () => env.client.workflow.execute(workflows.answers, { taskQueue, workflowId: randomUUID() });

describe('A session whose code does not come to an end', () => {
  it('fails its task after five seconds, and the others of its worker go on', async () => {
    const handle = await begin(workflows.neverComesBack, 0);
    expect(await failure(handle)).toContain('timed out after 5000ms');
    await handle.terminate();
    expect(await answer()).toBe('here');
  });

  it('has five seconds for a task in all, not for each step into its code', async () => {
    const handle = await begin(workflows.blocksTwice, 3_000);
    expect(await failure(handle)).toContain('timed out after 5000ms');
    await handle.terminate();
    expect(await answer()).toBe('here');
  });

  it('may take what it needs below that', async () => {
    const handle = await begin(workflows.blocksTwice, 100);
    await handle.result();
  });
});

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import threads from 'node:worker_threads';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { projectRoot } from '../../runtime/paths';
import { leanThreads } from '../../runtime/threads/lean-threads';
import { timeSkipping } from '../support/time-skipping';
import { installRuntime } from '../workflow/harness';
import * as workflows from './lean-threads-workflows';

const { Worker: stock } = threads;
let env: Awaited<ReturnType<typeof timeSkipping>>;
const workers: { worker: Worker; running: Promise<void> }[] = [];

/** A worker whose workflows run in lean threads. */
async function startWorker(stackTraces: boolean): Promise<string> {
  const taskQueue = `lean-${randomUUID()}`;
  // A thread of its own loads what is compiled.
  const makePlain = leanThreads(
    { stackTraces },
    path.join(projectRoot(), 'dist', 'runtime', 'threads', 'lean-thread.js'),
  );
  const workflowsPath = path.join(__dirname, 'lean-threads-workflows.ts');
  const worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowsPath });
  makePlain();
  expect(threads.Worker).toBe(stock);
  workers.push({ worker, running: worker.run() });
  return taskQueue;
}

/** Another thread of the process, from which the one that is watched has to be told. */
async function bystander(work = 'setInterval(() => undefined, 1_000)'): Promise<threads.Worker> {
  const thread = new stock(work, { eval: true });
  await once(thread, 'online');
  return thread;
}
/** Hardly ever idle; says after each turn which it was. */
const AT_WORK = `
  const { parentPort } = require('node:worker_threads');
  let turn = 0;
  setInterval(() => {
    const mine = (turn += 1);
    for (const end = Date.now() + 40; Date.now() < end; );
    parentPort.postMessage(mine);
  }, 10);
`;
const bystanders: threads.Worker[] = [];

let taskQueue: string;
beforeAll(async () => {
  installRuntime();
  // Some are gone already: no number of the thread's is what the inspector counts it as.
  for (let i = 0; i < 3; i += 1) await (await bystander()).terminate();
  bystanders.push(await bystander());
  env = await timeSkipping();
  taskQueue = await startWorker(false);
  bystanders.push(await bystander());
});
afterAll(async () => {
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ running }) => running));
  await env.teardown();
  await Promise.all(bystanders.map((thread) => thread.terminate()));
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

  it('is told from the other threads of the process, whose work goes on', async () => {
    const thread = await bystander(AT_WORK);
    bystanders.push(thread);
    const turns: number[] = [];
    thread.on('message', (turn: number) => turns.push(turn));
    const handle = await begin(workflows.neverComesBack, 0);
    await failure(handle);
    await handle.terminate();
    await answer();
    await once(thread, 'message');
    expect(turns).toEqual(turns.map((_, i) => i + 1));
    await thread.terminate();
  });

  it('has five seconds for a task in all, not for each step into its code', async () => {
    const handle = await begin(workflows.blocksTwice, 3_000);
    expect(await failure(handle)).toContain('timed out after 5000ms');
    await handle.terminate();
    expect(await answer()).toBe('here');
  });

  it('leaves a question without an answer, and the others of its worker go on', async () => {
    const handle = await begin(workflows.neverAnswers, 0);
    // The engine asks again for as long as somebody waits, so whoever asks says how long: the API does.
    const asked = env.client.withDeadline(Date.now() + 7_000, () => handle.query(workflows.question));
    await expect(asked).rejects.toThrow();
    await handle.terminate();
    expect(await answer()).toBe('here');
  });

  it('takes no answer from those whose turn came before it, and none is given twice', async () => {
    // While the thread is at work for the first, the others come; then it takes the next before it has answered the one
    // before.
    const told = (ms: number) =>
      env.client.workflow.signalWithStart(workflows.worksWhenTold, {
        taskQueue,
        workflowId: randomUUID(),
        args: [ms],
        signal: workflows.go,
      });
    await told(1_000);
    const before = await Promise.all([0, 0, 0, 0, 0].map(told));
    const hanging = await told(-1);
    expect(await failure(hanging)).toContain('timed out after 5000ms');
    await hanging.terminate();
    for (const handle of before) {
      expect(await handle.result()).toBe('done');
      const { events } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
    }
    expect(await answer()).toBe('here');
  });

  it('may take what it needs below that', async () => {
    const handle = await begin(workflows.blocksTwice, 100);
    await handle.result();
  });
});

describe('The stack trace query', () => {
  const traceOf = async (queue: string) => {
    const handle = await env.client.workflow.start(workflows.waits, { taskQueue: queue, workflowId: randomUUID() });
    const trace = await handle.query<string>('__stack_trace');
    await handle.terminate();
    return trace;
  };

  it('is answered with nothing, for nobody takes down where each promise was made', async () => {
    expect(await traceOf(taskQueue)).toBe('');
  });

  it('tells where a session waits in the sources, where that was asked for', async () => {
    expect(await traceOf(await startWorker(true))).toContain('lean-threads-workflows');
  });
});

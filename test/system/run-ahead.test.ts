import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { projectRoot } from '../../runtime/paths';
import { bundleOf } from '../../runtime/workflow-bundle';
import { RAN_AHEAD } from '../../workflows/run-ahead';
import { stack, temporalClient } from '../support/stack';
import { installRuntime } from '../workflow/harness';
import type { twoTurns } from './run-ahead-workflow';

const { EventType } = temporal.api.enums.v1;
/** ms for which a killed worker's tasks and queries wait for it. */
const STICKY = 8_000;
/** ms that the bank takes: until then the query is on its way to the killed worker, and still waits for it. */
const BANK_TAKES = 3_000;

/** A worker in a process of its own, which can be killed. */
const WORKER = `
const { NativeConnection, Worker } = require('@temporalio/worker');
const { ADDRESS: address, NAMESPACE: namespace, QUEUE: taskQueue, CODE: codePath } = process.env;
NativeConnection.connect({ address })
  .then((connection) => Worker.create({
    connection, namespace, taskQueue, workflowBundle: { codePath }, stickyQueueScheduleToStartTimeout: ${STICKY},
  }))
  .then((worker) => worker.run());
`;

describe('A query that is answered before the task that is due', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-ahead-'));
  const codePath = path.join(home, 'bundle.js');
  const queue = `ahead-${randomUUID()}`;
  const namespace = String(stack().env.TEMPORAL_NAMESPACE);
  const workers: { worker: Worker; running: Promise<void> }[] = [];
  let client: Client;
  let connection: NativeConnection;
  let killed: ChildProcess | undefined;
  let release: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    release = resolve;
  });

  beforeAll(async () => {
    installRuntime();
    client = await temporalClient();
    connection = await NativeConnection.connect({ address: String(stack().env.TEMPORAL_ADDRESS) });
    // All that a worker of ours has around its workflows, around a workflow that is as small as can be.
    const options = bundleOf(path.join(projectRoot(), 'workflows', 'onboarding.ts'));
    const workflowsPath = path.join(__dirname, 'run-ahead-workflow.ts');
    const { code } = await bundleWorkflowCode({ ...options, workflowsPath, logger: new DefaultLogger('ERROR') });
    writeFileSync(codePath, code);
  });
  afterAll(async () => {
    killed?.kill('SIGKILL');
    release();
    for (const { worker } of workers) worker.shutdown();
    await Promise.all(workers.map(({ running }) => running));
    await Promise.all([connection.close(), client.connection.close()]);
    rmSync(home, { recursive: true, force: true });
  });

  const start = async (options: { taskQueue: string; activities?: object; workflowBundle?: { codePath: string } }) => {
    const worker = await Worker.create({ connection, namespace, ...options });
    workers.push({ worker, running: worker.run() });
  };
  const recorded = async (handle: WorkflowHandle) => (await handle.fetchHistory()).events ?? [];
  const until = async (handle: WorkflowHandle, type: number, times: number) => {
    while ((await recorded(handle)).filter(({ eventType }) => eventType === type).length < times);
  };

  test('leaves a history that can be replayed, though the worker was killed and the user is quick', async () => {
    const bank = () => asked.then(() => new Promise((resolve) => setTimeout(resolve, BANK_TAKES)));
    await start({ taskQueue: `${queue}-calls`, activities: { bank, next: async () => {} } });
    const env = { ...process.env, ADDRESS: stack().env.TEMPORAL_ADDRESS, NAMESPACE: namespace };
    killed = spawn(process.execPath, ['-e', WORKER], {
      cwd: projectRoot(),
      env: { ...env, QUEUE: queue, CODE: codePath },
      stdio: 'ignore',
    });
    const handle = await client.workflow.start<typeof twoTurns>('twoTurns', {
      taskQueue: queue,
      workflowId: queue,
      args: [`${queue}-calls`],
    });
    await until(handle, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, 1);
    await start({ taskQueue: queue, workflowBundle: { codePath } });
    killed.kill('SIGKILL');
    await once(killed, 'exit');

    // The query waits for the killed worker. When it goes to the other one, the bank has answered; the task that is
    // due for that answer began to wait later.
    const answer = handle.query('seen');
    release();
    expect(await answer).toEqual(['bank']);
    await handle.signal('returned');
    const begun = (await recorded(handle)).filter(
      ({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    );
    expect(begun).toHaveLength(1);

    await until(handle, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, 2);
    const history = await handle.fetchHistory();
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, queue);
    const failures = history.events?.map(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message);
    expect(failures?.filter(Boolean)).toEqual([RAN_AHEAD]);
    expect(await handle.query('seen')).toEqual(['user', 'bank']);
    await handle.terminate();
  });
});

import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { projectRoot } from '../../runtime/paths';
import { WEBHOOK_ENDPOINT, wakeDelivery } from '../../workflows/messages';
import { timeSkipping } from '../support/time-skipping';
import { installRuntime } from './harness';
import { withoutMachine } from './recording';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const workflowsPath = path.join(projectRoot(), 'workflows', 'background.ts');
/** A run of the delivery to an endpoint of 2026-11-28: a pause, a wake, a sleep, and the endpoint's end. */
const RECORDED = path.join(projectRoot(), 'test', 'workflow', 'recorded', 'webhook-endpoint.json');
/** Set to record it anew. */
const RECORD = process.env.RECORD_HISTORIES === '1';
const historyOf = async (handle: WorkflowHandle) => JSON.parse(historyToJSON(await handle.fetchHistory()));

type Turned = { pause: number | null; isOver?: true };

describe('The delivery to an endpoint', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    installRuntime();
    env = await timeSkipping();
  });
  afterAll(() => env.teardown());

  /** Starts a delivery, whose turns do what `turn` says, and its worker. */
  async function open(turn: (n: number, handle: WorkflowHandle) => Promise<Turned>) {
    const taskQueue = `delivery-${randomUUID()}`;
    const turns: number[] = [];
    const activities = {
      async deliver(): Promise<Turned> {
        turns.push(await env.currentTimeMs());
        return turn(turns.length, env.client.workflow.getHandle(taskQueue));
      },
    };
    const worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowsPath, activities });
    const running = worker.run();
    const handle = await env.client.workflow.start(WEBHOOK_ENDPOINT, {
      taskQueue,
      workflowId: taskQueue,
      args: ['we_1'],
    });
    const close = async () => {
      worker.shutdown();
      await running;
    };
    return { turns, handle, close };
  }

  test('pauses for as long as a turn has said, is woken before, and ends with its endpoint', async () => {
    const { turns, handle, close } = await open(async (n, own) => {
      if (n === 1) return { pause: HOUR };
      // Whoever wakes it during a turn is heard after it.
      if (n === 2) await own.signal(wakeDelivery);
      return n < 4 ? { pause: n === 2 ? null : 0 } : { pause: null, isOver: true };
    });
    await handle.result();
    expect(turns).toHaveLength(4);
    const [first, second, third] = turns as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(HOUR);
    expect(third - second).toBeLessThan(HOUR);
    if (RECORD) writeFileSync(RECORDED, JSON.stringify(withoutMachine(await historyOf(handle))));
    await close();
  }, 60_000);

  test('is continued as new after 200 turns', async () => {
    const { turns, handle, close } = await open(async (n) => (n < 205 ? { pause: 0 } : { pause: null, isOver: true }));
    await handle.result();
    expect(turns).toHaveLength(205);
    const [begun] = (await historyOf(handle)).events;
    expect(begun.workflowExecutionStartedEventAttributes.continuedExecutionRunId).not.toBe('');
    await close();
  }, 60_000);

  test('that was recorded replays', async () => {
    await Worker.runReplayHistory({ workflowsPath }, JSON.parse(readFileSync(RECORDED, 'utf8')), 'webhook');
  }, 60_000);
});

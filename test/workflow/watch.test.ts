import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { projectRoot } from '../../runtime/paths';
import { lookNow } from '../../workflows/watch';
import { timeSkipping } from '../support/time-skipping';
import { installRuntime } from './harness';
import { withoutMachine } from './recording';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const workflowsPath = path.join(projectRoot(), 'workflows', 'background.ts');
/** A run of the watch of 2026-11-28, with three looks, one of which was asked for. */
const RECORDED = path.join(projectRoot(), 'test', 'workflow', 'recorded', 'watch.json');
/** Set to record it anew. */
const RECORD = process.env.RECORD_HISTORIES === '1';
const historyOf = async (handle: WorkflowHandle) => historyToJSON(await handle.fetchHistory());

describe('The watch', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    installRuntime();
    env = await timeSkipping();
  });
  afterAll(() => env.teardown());

  /** Starts a watch, whose looks do what `look` says, and their worker. */
  async function open(look: (n: number) => Promise<{ pause: number }>) {
    const taskQueue = `watch-${randomUUID()}`;
    const looks: number[] = [];
    const activities = {
      async look() {
        looks.push(await env.currentTimeMs());
        return look(looks.length);
      },
    };
    const worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowsPath, activities });
    const running = worker.run();
    const handle = await env.client.workflow.start('watch', { taskQueue, workflowId: taskQueue });
    const close = async () => {
      await handle.terminate();
      worker.shutdown();
      await running;
    };
    const until = async (count: number) => {
      while (looks.length < count) await env.sleep(MINUTE);
    };
    return { looks, handle, close, until };
  }

  test('looks, pauses for as long as the look has said, and is continued as new after an hour of looks', async () => {
    const { looks, handle, close, until } = await open(async () => ({ pause: MINUTE }));
    const { runId } = await handle.describe();
    await until(130);
    const pauses = looks.slice(1).map((at, n) => at - (looks[n] as number));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(MINUTE);
    const now = await handle.describe();
    expect(now.runId).not.toBe(runId);
    expect(now.historyLength).toBeLessThan(1_000);
    await close();
  }, 60_000);

  test('looks at once where it is asked to, also while it looks', async () => {
    let asked: () => Promise<void> = async () => undefined;
    const { looks, handle, close, until } = await open(async (n) => {
      if (n === 2) await asked();
      return { pause: DAY };
    });
    await until(1);
    asked = () => handle.signal(lookNow);
    await handle.signal(lookNow);
    await until(3);
    expect((looks[2] as number) - (looks[0] as number)).toBeLessThan(DAY);
    if (RECORD) writeFileSync(RECORDED, JSON.stringify(withoutMachine(JSON.parse(await historyOf(handle)))));
    await close();
  }, 60_000);

  test('is carried on by the next version of its code', async () => {
    await Worker.runReplayHistory({ workflowsPath }, JSON.parse(readFileSync(RECORDED, 'utf8')), 'watch');
  }, 60_000);
});

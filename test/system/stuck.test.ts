import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { asFailure } from '../../activities/failure';
import { ConnectorError } from '../../domain/connector';
import { createOpenSessions, type OpenList, type StuckSession } from '../../service/engine/open-sessions';
import { WORKFLOW_TYPE, workflowId } from '../../workflows/messages';
import { stack, temporalClient } from '../support/stack';
import { until } from '../support/until';
import { installRuntime } from '../workflow/harness';

const SKILL = 'xyz_sbx_#3.0';
const AWAY = new ConnectorError('unavailable', 'The bank could not answer.', { retryable: true });
const fails = (error: unknown) => () => Promise.reject(asFailure(error, undefined, 'call', { number: 1, ms: 1_000 }));

describe('Open sessions, as the engine lists them', () => {
  const client_id = `vci_${randomUUID()}`;
  const taskQueue = `stuck-${randomUUID()}`;
  let client: Client;
  let connection: NativeConnection;
  let worker: Worker;
  let running: Promise<void>;
  beforeAll(async () => {
    installRuntime();
    client = await temporalClient();
    connection = await NativeConnection.connect({ address: stack().demo.temporal_address });
    worker = await Worker.create({
      connection,
      namespace: client.options.namespace,
      taskQueue,
      workflowsPath: require.resolve('./stuck-workflow'),
      activities: { fault: fails(new TypeError('boom')), away: fails(AWAY) },
    });
    running = worker.run();
  }, 60_000);
  afterAll(async () => {
    worker.shutdown();
    await running;
    await Promise.all([connection.close(), client.connection.close()]);
  }, 60_000);

  const start = (session_id: string) =>
    client.workflow.start(WORKFLOW_TYPE, {
      taskQueue,
      workflowId: workflowId(client_id, session_id),
      args: [session_id],
      memo: { skill: SKILL, digest: 'd' },
      searchAttributes: { Skill: [SKILL], SessionStatus: ['PROCESSING'], WaitingFor: ['bank'] },
    });
  const attemptsOf = async (handle: Awaited<ReturnType<typeof start>>) => {
    const { pendingWorkflowTask: task, pendingActivities: calls } = (await handle.describe()).raw;
    return Math.max(task?.attempt ?? 0, ...(calls ?? []).map(({ attempt }) => attempt ?? 0));
  };

  test('are stuck where their task fails again and again, or a call for a fault of ours, and not for a bank’s', async () => {
    const sessions = createOpenSessions(async () => client);
    const handles = await Promise.all(['task', 'fault', 'away', 'unknown'].map(start));
    try {
      const [task, ...calls] = handles as [(typeof handles)[0], ...typeof handles];
      await until(async () => (await attemptsOf(task)) >= 3);
      for (const call of calls) await until(async () => (await attemptsOf(call)) >= 12);
      /** All pages of a list, as far as they are this test's. */
      const all = async (list: OpenList): Promise<StuckSession[]> => {
        const found: StuckSession[] = [];
        for (let from: string | undefined; ; ) {
          const page = await sessions.stuck(list, from);
          found.push(...page.found.filter((each) => each.client_id === client_id));
          if (page.next === undefined) return found;
          from = page.next;
        }
      };
      const told = (found: StuckSession[]) => found.map(({ session_id, cause }) => [session_id, cause]).toSorted();
      const ofCalls = [
        ['fault', 'call_failing'],
        ['task', 'task_failing'],
        ['unknown', 'call_failing'],
      ];
      expect(told(await all('calls'))).toEqual(ofCalls);
      expect(told(await all('tasks'))).toContainEqual(['task', 'task_failing']);
      const [one] = await all('calls');
      expect(one).toMatchObject({ skill: SKILL, status: 'PROCESSING', attempts: expect.any(Number) });
      const isStuck = (session_id: string) => sessions.isStuck({ client_id, session_id });
      expect(await Promise.all(['task', 'fault', 'away', 'nobody'].map(isStuck))).toEqual([true, true, false, false]);
      await task.terminate('a test');
      expect(await isStuck('task')).toBe(false);
    } finally {
      await Promise.all(handles.map((handle) => handle.terminate('a test').catch(() => undefined)));
    }
  }, 120_000);
});

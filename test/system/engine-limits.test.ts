import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { begin } from '../../domain/session/advance';
import { NEWEST } from '../../domain/session/flags';
import type { SessionStart } from '../../domain/session/session';
import type { Graph } from '../../domain/skill/graph';
import { createEngine } from '../../service/engine/temporal';
import * as messages from '../../workflows/messages';
import { stack } from '../support/stack';
import { FORM, installRuntime, skills } from '../workflow/harness';

/** How many signals Temporal takes in one run. */
const SIGNALS = 10_000;
const AT_ONCE = 40;

describe('A session that is sent more than the engine takes while no worker runs', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    installRuntime();
    env = await TestWorkflowEnvironment.createFromExistingServer({ address: stack().demo.temporal_address });
  });
  afterAll(() => env.teardown());

  test('is said to be full, which the engine is by then, and not to be away', async () => {
    const engine = createEngine(async () => env.client);
    const session_id = randomUUID();
    const graph = skills().get('xyz_sbx_#3.0')?.graph as Graph;
    const who = { session_id, client_id: 'vci_test', tenant: 'demo-shop', title: 'Open a term deposit' };
    const start: SessionStart = { ...who, graph, input: {}, at: Date.now(), ...NEWEST };
    const taskQueue = `limits-${session_id}`;
    const handle = await env.client.workflow.start(messages.WORKFLOW_TYPE, {
      taskQueue,
      workflowId: messages.workflowId(who.client_id, session_id),
      args: [{ start }],
    });
    const [{ seq, step }] = begin(start);
    const send = (n: number) => engine.submit(who, { seq, step, data: FORM, digest: n === 0 ? 'first' : `d-${n}` });
    await send(0);
    for (let sent = 1; sent < SIGNALS; sent += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, SIGNALS - sent) }, (_, n) => send(sent + n)));
    await expect(send(SIGNALS)).rejects.toMatchObject({ code: 'session_full' });
    await handle.terminate();
  }, 240_000);
});

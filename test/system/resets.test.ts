import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { CATALOGS } from '../../connectors/catalogs';
import type { JsonObject } from '../../domain/json';
import { build } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import * as messages from '../../workflows/messages';
import { stack } from '../support/stack';
import { type Conversation, createHarness, DOCUMENTS, FORM, type Harness, installRuntime } from '../workflow/harness';

/** `temporal.api.enums.v1.ResetReapplyType`: what a reset applies again. */
const SIGNALS = 1;
const NOTHING = 2;

/** A small generator of random numbers (mulberry32), so that a seed names a run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('On the real engine a session that is reset', () => {
  let env: TestWorkflowEnvironment;
  let harness: Harness;
  beforeAll(async () => {
    installRuntime();
    env = await TestWorkflowEnvironment.createFromExistingServer({ address: stack().demo.temporal_address });
  });
  beforeEach(async () => {
    harness = await createHarness(env);
  });
  afterEach(() => harness.close());
  afterAll(() => env.teardown());

  const idOf = ({ id }: Conversation) => messages.workflowId('vci_test', id);
  const latest = (session: Conversation) => env.client.workflow.getHandle(idOf(session));

  /** Resets a run to the n-th of its workflow tasks, modulo their number. */
  async function reset(session: Conversation, n: number, reapply = true, runId?: string): Promise<void> {
    const workflowId = idOf(session);
    const { events } = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const tasks = (events ?? []).filter(({ workflowTaskCompletedEventAttributes: done }) => done);
    const at = tasks[n % tasks.length];
    const run = runId ?? (await latest(session).describe()).runId;
    await env.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId, runId: run },
      reason: 'a test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: at?.eventId ?? null,
      resetReapplyType: reapply ? SIGNALS : NOTHING,
    });
  }

  const ask = (session: Conversation, question: messages.SessionQuestion = {}) =>
    latest(session).query(messages.getSession, question);

  /** A user who answers what is shown, and remembers what was acknowledged. */
  function user(session: Conversation) {
    const acknowledged: Required<Omit<messages.SessionQuestion, 'report'>>[] = [];
    let files = 0;
    const answers: Record<string, JsonObject> = {
      product_form: FORM,
      confirm: { action: 'accept' },
      documents: DOCUMENTS,
      sign: { otp: '123456' },
    };
    return {
      acknowledged,
      /** Does the next thing that the session asks for; resolves to whether it is over. */
      async act(): Promise<boolean> {
        const { view } = await ask(session);
        const { next, seq, visit = '' } = view;
        if (next.kind === 'none') return true;
        if (next.kind === 'form') {
          const data = { ...answers[next.step] } as JsonObject;
          const question = { seq, step: next.step, visit, digest: randomUUID() };
          await latest(session).signal(messages.submitStep, { ...question, data });
          const { verdict } = await ask(session, question);
          if (verdict?.verdict === 'accepted' || verdict?.verdict === 'kept') acknowledged.push(question);
        } else if (next.kind === 'upload') {
          for (const field of ['id_scan', 'selfie']) {
            const upload = { upload_id: randomUUID(), field, media_type: 'image/jpeg', bytes: 9, sha256: `${files++}` };
            await latest(session).signal(messages.receiveUpload, { seq: next.seq, visit: String(next.visit), upload });
          }
        } else if (next.kind === 'wait' && next.step === 'review') {
          const payload = { decision: 'approved' };
          const report = { kind: 'event', step: 'review', visit: 1, id: 'm-1', payload } as const;
          await latest(session).signal(messages.receiveCallback, report);
        }
        return false;
      },
    };
  }

  /** Everything that was acknowledged is accepted, once. */
  async function check(
    session: Conversation,
    acknowledged: Required<Omit<messages.SessionQuestion, 'report'>>[],
  ): Promise<void> {
    for (const question of acknowledged)
      expect((await ask(session, question)).verdict).toEqual({ verdict: 'accepted' });
    expect((await ask(session)).view.seq).toBe(acknowledged.length + 1);
  }

  test.each([11, 12, 13, 14, 15, 16])(
    'at random, while its worker is restarted at random, has taken once all that was acknowledged (seed %s)',
    async (seed) => {
      const pick = random(seed);
      const session = await harness.open();
      const { act, acknowledged } = user(session);
      let troubles = 0;
      for (let acts = 0; acts < 200 && !(await act()); acts++) {
        if (pick(4) > 0 || troubles >= 6) continue;
        troubles += 1;
        if (pick(3) === 0) await harness.whileAway(async () => undefined);
        else await reset(session, pick(100));
      }
      // A session that was completed does not end otherwise either.
      await reset(session, pick(100));
      while (!(await act()));
      expect(await latest(session).result()).toMatchObject({ status: 'COMPLETED' });
      await check(session, acknowledged);
      const openings = harness.calls.filter(({ step }) => step === 'open').map(({ key }) => key);
      expect(new Set(openings).size).toBe(1);
    },
    120_000,
  );

  test('to its first task without its signals asks again, and takes no answer that was given behind other ones', async () => {
    const session = await harness.open();
    const { act } = user(session);
    while ((await ask(session)).view.next.kind !== 'form' || (await ask(session)).view.seq < 2) await act();
    const { visit = '' } = (await ask(session)).view;
    await reset(session, 0, false);
    const first = (await ask(session)).view;
    expect(first).toMatchObject({ seq: 1, next: { step: 'product_form' } });
    const other = { seq: 1, step: 'product_form', visit: String(first.visit), digest: 'other' };
    await latest(session).signal(messages.submitStep, { ...other, data: FORM });
    const stale = { seq: 2, step: 'confirm', visit, digest: 'stale' };
    while ((await ask(session)).view.next.kind !== 'form') await ask(session);
    await latest(session).signal(messages.submitStep, { ...stale, data: { action: 'accept' } });
    expect((await ask(session, stale)).verdict).toEqual({ verdict: 'step_changed' });
  });

  test('in its first run, after it has continued as new, has all that came in either run; its details say the same', async () => {
    const graph = build({ definition: endless, catalog: CATALOGS.xyz as OperationCatalog }, 'd');
    const session = await harness.open(graph as Graph);
    const { runId } = await latest(session).describe();
    const send = (n: number, stop: boolean) =>
      latest(session).signal(messages.submitStep, { seq: n, step: 'turn', data: { n, stop }, digest: `d-${n}` });
    let n = 0;
    do {
      n += 1;
      await send(n, false);
      if (n % 5 === 0) await ask(session);
    } while (n % 100 !== 0 || (await latest(session).describe()).runId === runId);
    const { currentDetails } = await latest(session).query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('Open a term deposit · xyz · demo-shop');
    await reset(session, 3, true, runId);
    expect((await ask(session)).view.seq).toBe(n + 1);
    await send(n + 1, true);
    expect(await latest(session).result()).toMatchObject({ status: 'COMPLETED', output: { n: n + 1 } });
  }, 240_000);
});

/** A conversation that goes round until the user says stop. */
const endless: SkillDefinition = {
  skill: 'xyz_sbx_#9.0',
  title: 'Go on until the user says stop',
  catalog: 'xyz',
  limits: { expires: 'P1D', steps: 10_000 },
  start: 'turn',
  on: { error: 'failed' },
  steps: {
    turn: {
      ask: {
        type: 'object',
        additionalProperties: false,
        properties: { n: { type: 'integer' }, stop: { type: 'boolean' } },
      },
      next: [{ when: { '/steps/turn/stop': { const: true } }, to: 'done' }, { to: 'turn' }],
    },
    done: { end: 'succeeded', output: { n: { $: '/steps/turn/n' } } },
    failed: { end: 'failed' },
  },
};

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { type App, type Body, type Conversation, expectStatus } from '../../cli/tour/app';
import { consent, document, exchange, PAYMENT, TERMS } from '../../cli/tour/journeys';
import { atBanksPage, followBack } from '../../cli/tour/user';
import { projectRoot } from '../../runtime/paths';
import * as messages from '../../workflows/messages';
import { effectsOf } from '../support/ledger';
import { ownApp, stack, temporalClient } from '../support/stack';

let client: Client;
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.connection.close());

let own: App;
beforeAll(async () => {
  own = await ownApp();
});
const app = () => own;
const handleOf = (session: Conversation): WorkflowHandle =>
  client.workflow.getHandle(messages.workflowId(app().demo.client_id, session.id));
const read = (session: Conversation, wait = 0) =>
  app().call('GET', `/sessions/${session.id}?wait=${wait}`, { headers: { authorization: `Bearer ${session.nonce}` } });
const cancel = (session: Conversation, wait: number) =>
  app().call('DELETE', `/sessions/${session.id}`, {
    headers: { authorization: `Bearer ${session.nonce}`, prefer: `wait=${wait}` },
  });
const stuckSoFar = async (cause: string): Promise<number> => {
  const metrics = await (await fetch(new URL('/metrics', app().demo.api_url))).text();
  const line = metrics.split('\n').find((one) => one.startsWith(`vestibule_sessions_stuck_total{cause="${cause}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
};

/** A deposit whose terms are held at the bank, and whose documents are awaited. */
async function atDocuments(): Promise<Conversation> {
  const session = await app().start('xyz_sbx_#3.0');
  await session.submit(TERMS);
  await session.until(session.isAt('confirm'));
  await session.submit({ action: 'accept' });
  await session.until(session.isAt('documents'));
  return session;
}

/** A payment whose user is at the bank's page. */
async function atBank(psu_id: string): Promise<Conversation> {
  const session = await app().start('xyz_pisp_sbx_#1.0');
  await session.submit({ ...PAYMENT, psu_id });
  await session.until(({ next }) => next.kind === 'redirect');
  return session;
}

/** Opens the event stream. Resolves once the API listens, to the states that it hears until it ends. */
async function listen(session: Conversation): Promise<{ states: Promise<Body[]> }> {
  const response = await fetch(new URL(`/sessions/${session.id}/events`, app().demo.api_url), {
    headers: { authorization: `Bearer ${session.nonce}`, accept: 'text/event-stream' },
  });
  const states = response.text().then((text) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice('data: '.length))),
  );
  return { states };
}

/** A workflow that was asked to cancel closes as cancelled, which the client of Temporal throws. */
const closed = (session: Conversation) =>
  handleOf(session)
    .result()
    .catch(() => undefined);

/** Resets a session's workflow to its first task, as the UI does. */
async function resetToFirst(session: Conversation): Promise<void> {
  const { workflowId } = handleOf(session);
  const { events } = await handleOf(session).fetchHistory();
  const completed = events?.find(({ workflowTaskCompletedEventAttributes: done }) => done);
  const { runId } = await handleOf(session).describe();
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: completed?.eventId ?? null,
    reason: 'a test',
    requestId: randomUUID(),
  });
}

describe('A payment that is cancelled while its user is at the bank', () => {
  test('is PROCESSING until the bank’s own word is final, and CANCELLED once the user has declined', async () => {
    const session = await atBank('cancel_by_sca');
    const { url } = session.state.next;
    const reply = expectStatus(await cancel(session, 1), 202);
    expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(reply.body).toMatchObject({
      status: 'PROCESSING',
      next: { kind: 'wait', message: expect.stringContaining('do not approve') },
    });
    expect((await read(session)).body).not.toHaveProperty('reason');
    const stream = await listen(session);
    await atBanksPage(url, 'cancel_by_sca', 'decline');
    const done = await session.until(session.ended);
    expect(done).toMatchObject({ status: 'CANCELLED', next: { kind: 'none' } });
    expect(done).not.toHaveProperty('reason');
    expect((await stream.states).map(({ status }) => status)).toEqual(['PROCESSING', 'CANCELLED']);
    expectStatus(await cancel(session, 1), 200);
  });

  test('is told as carried out if the user approves on the page that is still open', async () => {
    const session = await atBank('cancel_by_sca');
    expectStatus(await cancel(session, 0), 202);
    await followBack(await atBanksPage(session.state.next.url, 'cancel_by_sca'));
    expect(await session.until(session.ended)).toMatchObject({
      status: 'CANCELLED',
      reason: { code: 'not_undone', message: expect.stringContaining('carried out') },
    });
  });
});

describe('A session that somebody terminates', () => {
  test('is FAILED for whoever reads, waits or listens, takes nothing more, and is followed up once', async () => {
    const session = await atDocuments();
    const stream = await listen(session);
    const held = read(session, 20);
    await handleOf(session).terminate('a test');
    const terminated = { status: 'FAILED', next: { kind: 'none' }, reason: { code: 'terminated' } };
    expect((await held).body).toMatchObject(terminated);
    expect((await stream.states).at(-1)).toMatchObject(terminated);
    expect((await read(session)).body).toMatchObject(terminated);
    expect((await read(session)).body).not.toHaveProperty('nonce');
    const data = { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' };
    expect(await session.submit(data)).toMatchObject({ status: 410, body: { code: 'session_closed' } });
    expect(await session.upload('selfie', document('selfie.jpg'), 'selfie.jpg')).toMatchObject({ status: 410 });
    expect(await cancel(session, 1)).toMatchObject({ status: 410, body: { session_status: 'FAILED' } });

    const plan = JSON.parse(await owed(session, '--json'));
    expect(plan).toMatchObject({
      step: 'documents',
      owed: [
        { step: 'hold', operation: 'deposit.release', undoes: [expect.any(String)], requests: [expect.any(String)] },
      ],
      started: false,
    });
    const released = () => effectsOf({ request_id: plan.owed[0].requests[0], effect: 'hold.released' });
    expect(await effectsOf({ request_id: plan.owed[0].undoes[0] })).toMatchObject([
      { effect: 'hold.created', count: 1 },
    ]);
    expect(await released()).toEqual([]);
    expect(await owed(session, '--run')).toContain('has been started');
    await handleOf(session).result();
    expect(await released()).toMatchObject([{ count: 1 }]);
    await expect(owed(session, '--run')).rejects.toMatchObject({
      stderr: expect.stringContaining('followed up before'),
    });
    expect((await read(session)).body).toMatchObject(terminated);
  });
});

/** Runs the command as an operator does. */
async function owed(session: Conversation, ...flags: string[]): Promise<string> {
  const program = path.join(projectRoot(), 'dist', 'cli', 'owed.js');
  const name = `${app().demo.client_id}/${session.id}`;
  const { env } = stack();
  const settings = { TEMPORAL_ADDRESS: env.TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: env.TEMPORAL_NAMESPACE };
  const run = promisify(execFile)(process.execPath, [program, name, ...flags], {
    env: { ...process.env, ...settings },
  });
  return (await run).stdout;
}

describe('A session that an operator has cancelled by request', () => {
  test('stays cancelled when its workflow is reset', async () => {
    const session = await atDocuments();
    await handleOf(session).cancel();
    await session.until(session.ended);
    await closed(session);
    await resetToFirst(session);
    await closed(session);
    expect((await read(session)).body).toMatchObject({ status: 'CANCELLED', next: { kind: 'none' } });
  });
});

describe('A completed session', () => {
  test('stays completed when its workflow is reset, and what it obtained stands', async () => {
    const session = await consent(app(), 'user_embedded');
    const credentials = await exchange(session);
    await closed(session);
    await resetToFirst(session);
    await closed(session);
    expect((await read(session)).body).toMatchObject({ status: 'COMPLETED', next: { kind: 'none' } });
    const shown = expectStatus(await app().data(`/credentials/${credentials.credentials_id}`, credentials), 200).body;
    const done = (await effectsOf({ resource_id: shown.points_to.consent_id })).map(({ effect }) => effect);
    expect(done).toContain('consent.created');
    expect(done).not.toContain('consent.terminatedByTpp');
  });
});

describe('A message of a wrong shape, sent to a session by whoever may', () => {
  test('is dropped and noted, also where it can’t be decoded, and the session goes on', async () => {
    const session = await app().start('xyz_sbx_#3.0');
    const { workflowId } = handleOf(session);
    for (const signalName of ['submitStep', 'receiveCallback', 'receiveUpload', 'cancelled'])
      await client.workflowService.signalWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId },
        signalName,
        input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"seq":') }] },
      });
    expectStatus(await session.submit(TERMS), 200, 202);
    await session.until(session.isAt('confirm'));
    const { currentDetails } = await handleOf(session).query<{ currentDetails: string }, []>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toContain('3 messages were dropped');
  });
});

describe('A session whose workflow task fails again and again', () => {
  test('is session_stuck, not to be asked again by the second; what the engine takes is accepted', async () => {
    const session_id = randomUUID();
    const { demo } = app();
    const cause = 'workflow_worker_unhandled_failure';
    const before = await stuckSoFar(cause);
    const handle = await client.workflow.start(messages.WORKFLOW_TYPE, {
      workflowId: messages.workflowId(demo.client_id, session_id),
      taskQueue: messages.TASK_QUEUE,
      args: [{ start: { session_id, client_id: demo.client_id } }],
      memo: { skill: 'xyz_sbx_#3.0', digest: 'd' },
    });
    try {
      let reply: Body;
      do reply = await app().call('GET', `/sessions/${session_id}`, { headers: app().basic });
      while (reply.body.code === 'engine_unavailable');
      expect(reply).toMatchObject({ status: 503, body: { code: 'session_stuck', retryable: true } });
      expect(reply.headers.get('retry-after')).toBe('60');
      expect(await stuckSoFar(cause)).toBeGreaterThan(before);
    } finally {
      await handle.terminate('a test');
    }
    const gone = await app().call('GET', `/sessions/${session_id}`, { headers: app().basic });
    expect(gone).toMatchObject({ status: 200, body: { status: 'FAILED', reason: { code: 'terminated' } } });
  });
});

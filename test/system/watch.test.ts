import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { App, type Body, expectStatus } from '../../cli/tour/app';
import { consent, exchange, pay } from '../../cli/tour/journeys';
import type { Stack } from '../../local/stack/stack';
import { deriveKeys } from '../../security/keys';
import { createSealer } from '../../security/seal';
import type { DueCheckKind, Store } from '../../store/store';
import * as messages from '../../workflows/messages';
import { lookNow, WATCH_ID } from '../../workflows/watch';
import { freshTenant, openStore, startOwnStack, temporalClient } from '../support/stack';
import { until } from '../support/until';

const DAY = 24 * 60 * 60_000;

describe('The watch', () => {
  let stack: Stack & { dispose(): Promise<void> };
  let store: Store;
  let client: Client;
  beforeAll(async () => {
    // Looks come when a test asks for them.
    stack = await startOwnStack({ env: { WATCH_EVERY_MS: String(DAY), ABANDONED_AFTER_MS: '1500' } });
    store = openStore(stack.env);
    client = await temporalClient(stack.env);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([store.close(), client.connection.close()]);
    await stack.dispose();
  }, 60_000);

  const shop = async () => new App({ ...stack.demo, ...(await freshTenant({}, stack)) });
  const look = () => client.workflow.getHandle(WATCH_ID).signal(lookNow);
  const listed = async (app: App): Promise<Body[]> =>
    expectStatus(await app.call('GET', '/events?limit=1000', { headers: app.basic }), 200).body.data;
  /** What a tenant was told beside its sessions' courses, once it was told of this. */
  const toldOf = (app: App, type: string): Promise<Body[]> =>
    until(async () => {
      const events = await listed(app);
      return events.some((event) => event.type === type) && events.filter(({ type }) => !COURSE.test(type));
    });
  const COURSE = /^session\.(created|step_completed|waiting|completed)$/;
  const types = (events: Body[]) => events.map(({ type }) => type);

  /** Has the checks of one kind of some credentials fall due now. */
  async function hasten(kind: DueCheckKind, credentials_id: string): Promise<void> {
    const found = await until(async () => {
      const all = await store.dueChecks.due(kind, new Date(Date.now() + 400 * DAY), 1_000);
      const own = all.filter((check) => check.credentials_id === credentials_id);
      return own.length > 0 && own;
    });
    for (const check of found) {
      await store.dueChecks.add({ ...check, at: new Date() });
      await store.dueChecks.remove(check);
    }
  }

  test('is one workflow, whichever workers start', async () => {
    await stack.worker.stop();
    await stack.worker.start();
    const running: string[] = [];
    for await (const { workflowId } of client.workflow.list({
      query: "WorkflowType = 'watch' AND ExecutionStatus = 'Running'",
    }))
      running.push(workflowId);
    expect(running).toEqual([WATCH_ID]);
  }, 60_000);

  test('finds at the bank that a user has withdrawn a consent, and the credentials are revoked', async () => {
    const app = await shop();
    const session = await consent(app, 'user_redirect');
    const pair = await exchange(session);
    const shown = expectStatus(await app.data(`/credentials/${pair.credentials_id}`, pair), 200).body;
    await look();
    await fetch(`${stack.demo.bank_url}/consents/${shown.points_to.consent_id}/revoke`, {
      method: 'POST',
      redirect: 'manual',
    });
    await hasten('consent', pair.credentials_id);
    await look();
    const told = await toldOf(app, 'credentials.revoked');
    expect(types(told)).toEqual(['credentials.created', 'consent.withdrawn', 'credentials.revoked']);
    for (const { data } of told)
      expect(data).toMatchObject({ credentials_id: pair.credentials_id, session_id: session.id });
    expectStatus(await app.data('/accounts', pair), 410);
  }, 120_000);

  test('tells that a payment was accepted and settled', async () => {
    const app = await shop();
    const session = await pay(app, 'user_redirect');
    const pair = await exchange(session);
    const isSettled = async () =>
      (await app.data(`/credentials/${pair.credentials_id}`, pair)).body.payment?.state === 'settled';
    await until(isSettled);
    await look();
    const told = await toldOf(app, 'payment.settled');
    expect(types(told)).toEqual(['credentials.created', 'payment.accepted', 'payment.settled']);
    expect(told.at(-1)?.data).toEqual({
      credentials_id: pair.credentials_id,
      session_id: session.id,
      skill: 'xyz_pisp_sbx_#1.0',
      status: 'ACSC',
    });
  }, 120_000);

  test('tells the tenants of a skill that it was retired', async () => {
    const skill = `xyz_aisp_sbx_#77.${Date.now() % 10_000}`;
    const app = new App({ ...stack.demo, ...(await freshTenant({ skills: [skill] }, stack)) });
    const by = { servicer: 'demo', key: 'ci' };
    const proof = { waiver: { reason: 'a test' } };
    await store.publications.create({ skill, digest: 'd', document: '{}', texts: {}, proof, by });
    await look();
    await toldOf(app, 'skill.published');
    await store.publications.setRetired(skill, { by, at: new Date() });
    await look();
    const told = await toldOf(app, 'skill.retired');
    expect(told.map(({ type, data }) => [type, data.skill, data.status])).toEqual([
      ['skill.published', skill, 'published'],
      ['skill.retired', skill, 'retired'],
    ]);
  }, 60_000);

  test('finds a session that can’t go on for a fault of ours, and tells so once', async () => {
    const app = await shop();
    const session_id = randomUUID();
    const { client_id } = app.demo;
    const handle = await client.workflow.start(messages.WORKFLOW_TYPE, {
      workflowId: messages.workflowId(client_id, session_id),
      taskQueue: messages.TASK_QUEUE,
      args: [{ start: { session_id, client_id } }],
      memo: { skill: 'xyz_sbx_#3.0', digest: 'd' },
    });
    try {
      await until(async () => ((await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3);
      await look();
      const told = await toldOf(app, 'session.stuck');
      expect(told.map(({ data }) => data)).toEqual([
        { session_id, skill: 'xyz_sbx_#3.0', status: 'PROCESSING', cause: 'task_failing' },
      ]);
      // The API meets it, too.
      await until(
        async () =>
          (await app.call('GET', `/sessions/${session_id}`, { headers: app.basic })).body.code === 'session_stuck',
      );
      expect(types(await listed(app))).toEqual(['session.stuck']);
    } finally {
      await handle.terminate('a test');
    }
  }, 120_000);

  test('needs no look for a user who does not come: the session itself tells', async () => {
    const app = await shop();
    const session = await app.start('xyz_sbx_#3.0');
    const told = await toldOf(app, 'session.abandoned');
    expect(told.map(({ data }) => data)).toEqual([
      { session_id: session.id, skill: 'xyz_sbx_#3.0', status: 'SESSION_CREATED', step: 'product_form' },
    ]);
    await session.cancel();
  }, 60_000);

  test('tells all that is due, each once, though its worker is killed in the middle', async () => {
    const app = await shop();
    const { client_id } = app.demo;
    const sealer = createSealer(deriveKeys(String(stack.env.VESTIBULE_SECRET)));
    const ids: string[] = [];
    for (let n = 0; n < 150; n += 1) {
      const [credentials_id, session_id] = [randomUUID(), randomUUID()];
      await store.credentials.issue({
        ...{ credentials_id, session_id, client_id, skill: 'xyz_aisp_sbx_#1.0', catalog: 'xyz', flavour: 'sandbox' },
        body: sealer.seal({ deposit_id: 'd' }, session_id),
        // A day after it is issued, and some milliseconds.
        valid_until: new Date(Date.now() + DAY + 50).toISOString(),
        own_account_ids: true,
      });
      ids.push(credentials_id);
    }
    await look();
    await until(async () => (await listed(app)).length > 0);
    await stack.worker.kill();
    const before = (await listed(app)).length;
    expect(before).toBeLessThan(150);
    await stack.worker.start();
    const all = await until(async () => {
      const events = await listed(app);
      return events.length >= 150 && events;
    });
    expect(new Set(types(all))).toEqual(new Set(['credentials.expiring']));
    expect(all.map(({ data }) => data.credentials_id).toSorted()).toEqual(ids.toSorted());
    await look();
    expect(await listed(app)).toHaveLength(150);
  }, 180_000);
});

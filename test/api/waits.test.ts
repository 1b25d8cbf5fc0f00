import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { loadSkills } from '../../kit/load';
import type { Operations } from '../service/support/kernel-engine';
import * as samples from '../support/samples';
import { WAITING_SKILL } from '../support/waiting-skill';
import { openTestApp, startSession, submit } from './support/test-app';

const SKILL = WAITING_SKILL.skill;
const DATA = { holder: 'Ana Pop', last_day: '2099-01-01T00:00:00Z' };
const DAY = 24 * 3_600_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'vestibule-waits-'));
mkdirSync(path.join(folder, 'waits'));
writeFileSync(path.join(folder, 'waits', '9.0.json'), JSON.stringify(WAITING_SKILL));
afterAll(() => rmSync(folder, { recursive: true }));

const skills = loadSkills(path.join(__dirname, '../../skills'), CATALOGS, folder);
/** As the worker does: takes a file that is discarded from the store. */
const discard: Operations[string] = ({ args }) => {
  if (args.upload_id) testApp.memory.files.delete(String(args.upload_id));
  return {};
};
const testApp: ReturnType<typeof openTestApp> = openTestApp({ 'session.discard': discard }, { skills });
const { api, engine } = testApp;
const client = testApp.tenant({ skills: [SKILL] });

let JPEG: Buffer;
let OTHER: Buffer;
beforeAll(async () => {
  JPEG = await samples.jpeg();
  OTHER = await samples.jpeg([100, 100]);
});

type Held = { session_id: string; nonce: string };
const read = async ({ session_id, nonce }: Held) =>
  (await api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200)).body;
const send = (session: Held, nonce: string, step: string, data: object) =>
  submit(testApp, client, session, nonce, step, data, SKILL);
const upload = (session: Held, step_id: string, nonce: string) =>
  api
    .post(`/sessions/${session.session_id}/steps/${step_id}/upload`)
    .field('client_id', client.client_id)
    .field('nonce', nonce);
const decide = (session: Held, decision: string, visit = 1) =>
  engine.callback(
    { client_id: client.client_id, session_id: session.session_id },
    { kind: 'event', step: 'review', visit, id: `m-${visit}`, payload: { decision } },
  );

/** A session whose user has given their documents, and whose review is awaited. */
async function atReview() {
  const session = await startSession(testApp, client, SKILL);
  await upload(session, session.next.step_id, session.nonce)
    .attach('id_scan', JPEG, 'a.jpg')
    .attach('selfie', JPEG, 'b.jpg')
    .expect(200);
  const { body } = await send(session, session.nonce, 'documents', DATA);
  expect(body.status).toBe('AWAITING_STEP');
  return { ...session, review: body };
}

describe('While a partner is awaited and the user may act', () => {
  test('the form is there with its nonce, and says who is awaited and until when', async () => {
    const { review } = await atReview();
    expect(review.next).toMatchObject({
      kind: 'form',
      step: 'review',
      for: 'review',
      schema: { required: ['action'] },
      expires_at: expect.any(String),
    });
    expect(review.nonce).toEqual(expect.any(String));
  });

  test('what the user submits is taken, and the same again gets the same answer', async () => {
    const { review, ...session } = await atReview();
    const { body } = await send(session, review.nonce, 'review', { action: 'withdraw' }).expect(200);
    expect(body.step_id).toBe(review.next.step_id);
    expect((await read(session)).status).toBe('CANCELLED');
    await send(session, review.nonce, 'review', { action: 'withdraw' }).expect(200);
  });

  test('data that are none of the form are refused, and the nonce stays good', async () => {
    const { review, ...session } = await atReview();
    await send(session, review.nonce, 'review', { action: 'dance' }).expect(422);
    await send(session, review.nonce, 'review', { action: 'withdraw' }).expect(200);
  });

  test('who submits when the partner has decided gets the state as it is then, and nothing is sent', async () => {
    const { review, ...session } = await atReview();
    await decide(session, 'retake');
    engine.calls.length = 0;
    const { body } = await send(session, review.nonce, 'review', { action: 'withdraw' }).expect(409);
    expect(body).toMatchObject({ code: 'step_changed', session: { next: { kind: 'form', step: 'documents' } } });
    expect(engine.calls).not.toContain('submit');
    expect((await read(session)).status).toBe('AWAITING_STEP');
  });

  test('files are refused: the form declares none', async () => {
    const { review, ...session } = await atReview();
    await upload(session, review.next.step_id, review.nonce).attach('id_scan', JPEG, 'a.jpg').expect(422);
  });

  test('a reminder shows in the state once it is given', async () => {
    const { review: _, ...session } = await atReview();
    expect(await read(session)).not.toHaveProperty('reminders');
    const at = Date.now() + 2 * DAY + 1_000;
    engine.due(session.session_id, at);
    const { reminders } = await read(session);
    expect(reminders).toEqual([{ number: 1, step: 'review', event: 'review_slow', at: new Date(at).toISOString() }]);
  });
});

describe('A form that keeps its files, asked for again', () => {
  /** A session whose user is asked for their documents again. */
  async function atRetake() {
    const { review: _, ...session } = await atReview();
    await decide(session, 'retake');
    const state = await read(session);
    const [scan, selfie] = state.next.uploads;
    return { session, state, scan: scan.upload_ids[0] as string, selfie: selfie.upload_ids[0] as string };
  }
  const remove = ({ session_id }: Held, state: { nonce: string; next: { step_id: string } }, id: string) =>
    api
      .delete(`/sessions/${session_id}/steps/${state.next.step_id}/upload/${id}`)
      .set('Authorization', `Bearer ${state.nonce}`);
  const filesOf = ({ session_id }: Held) =>
    [...testApp.memory.files.values()].filter((file) => file.session_id === session_id).map((file) => file.upload_id);

  test('says which files it has of before, and is complete without another', async () => {
    const { session, state, scan, selfie } = await atRetake();
    expect(state.next.uploads).toMatchObject([
      { field: 'id_scan', received: 1, kept_ids: [scan] },
      { field: 'selfie', received: 1, kept_ids: [selfie] },
    ]);
    const { body } = await send(session, state.nonce, 'documents', DATA).expect(200);
    expect(body.next.step).toBe('review');
    expect(filesOf(session).sort()).toEqual([scan, selfie].sort());
  });

  test('takes one new file in place of the one of before, which is discarded once the step is complete', async () => {
    const { session, state, scan, selfie } = await atRetake();
    const { body } = await upload(session, state.next.step_id, state.nonce)
      .attach('selfie', OTHER, 'c.jpg')
      .expect(200);
    const better = body.uploads[0].upload_id;
    expect(body.next.uploads).toMatchObject([{ received: 1 }, { received: 1, upload_ids: [better] }]);
    expect(filesOf(session)).toContain(selfie);
    await send(session, state.nonce, 'documents', DATA).expect(200);
    expect((await read(session)).next.step).toBe('review');
    expect(filesOf(session).sort()).toEqual([scan, better].sort());
  });

  test('takes back a file of before, which then is missing', async () => {
    const { session, state, selfie } = await atRetake();
    const { body } = await remove(session, state, selfie).expect(200);
    expect(body.next.uploads[1]).toMatchObject({ received: 0, upload_ids: [] });
    await remove(session, state, selfie).expect(200);
    const { body: lacking } = await send(session, state.nonce, 'documents', DATA).expect(200);
    expect(lacking).toMatchObject({ status: 'AWAITING_UPLOAD', next: { kind: 'upload' } });
  });
});

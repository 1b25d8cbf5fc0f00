import request from 'supertest';
import { createApp } from '../../api/app';
import { stepId } from '../../security/ids';
import * as samples from '../support/samples';
import { DEPOSIT, openTestApp, startSession, submit, TERMS } from './support/test-app';

const testApp = openTestApp();
const { api, engine, memory, tokens } = testApp;
const client = testApp.tenant();
const ACCEPT = { action: 'accept' };
const MINUTE = 60_000;
let JPEG: Buffer;
beforeAll(async () => {
  JPEG = await samples.jpeg();
});

afterEach(() => {
  testApp.time.ahead = 0;
  engine.workerIsDown = false;
  engine.isFull = false;
});

type Held = { session_id: string; nonce: string };

/** A session whose user sees an offer. */
async function atOffer() {
  const session = await startSession(testApp, client);
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  return { ...session, offer: body };
}
const read = async (session: Held) =>
  (await api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200)).body;

/** The offer runs out, and the bank has made another one. */
async function renew(session: Held) {
  engine.due(session.session_id, Date.now() + testApp.time.ahead + 16 * MINUTE);
  for (;;) {
    const state = await read(session);
    if (state.status === 'AWAITING_STEP') return state;
  }
}

describe('An answer to an offer that was renewed meanwhile', () => {
  test('is refused with the fresh state, and an answer to that is taken', async () => {
    const { offer, ...session } = await atOffer();
    const { next } = await renew(session);
    expect(next.step_id).not.toBe(offer.next.step_id);
    const { body } = await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(409);
    expect(body).toMatchObject({
      code: 'step_changed',
      retryable: false,
      session: { session_id: session.session_id, status: 'AWAITING_STEP', next: { step_id: next.step_id } },
    });
    const taken = await submit(testApp, client, session, body.session.nonce, 'confirm', ACCEPT).expect(200);
    expect(taken.body).toMatchObject({ step_id: next.step_id, next: { step: 'documents' } });
  });

  test('is not even sent where its time was up before it came, so that no reset can bring it back', async () => {
    const { offer, ...session } = await atOffer();
    testApp.time.ahead = 16 * MINUTE;
    await renew(session);
    engine.calls.length = 0;
    await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(409);
    expect(engine.calls).not.toContain('submit');
  });

  test('stays refused when it is repeated, also after the new offer was accepted', async () => {
    const { offer, ...session } = await atOffer();
    const { nonce } = await renew(session);
    for (const _ of [1, 2]) await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(409);
    await submit(testApp, client, session, nonce, 'confirm', ACCEPT).expect(200);
    const { body } = await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(409);
    expect(body.code).toBe('step_changed');
    await submit(testApp, client, session, nonce, 'confirm', ACCEPT).expect(200);
  });
});

describe('A file', () => {
  const attach = (session: Held, nonce: string, step_id: string) =>
    api
      .post(`/sessions/${session.session_id}/steps/${step_id}/upload`)
      .field('client_id', client.client_id)
      .field('nonce', nonce)
      .attach('selfie', JPEG, 'a.jpg');

  test('for a form behind other answers is refused after a reset, and nothing of it stays', async () => {
    const { offer, ...session } = await atOffer();
    const { body } = await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(200);
    engine.reset(session.session_id, false);
    const other = { ...TERMS, period: '6' };
    const again = await submit(testApp, client, session, session.nonce, 'product_form', other).expect(200);
    const documents = await submit(testApp, client, session, again.body.nonce, 'confirm', ACCEPT).expect(200);
    const late = await attach(session, body.nonce, body.next.step_id).expect(409);
    expect(late.body).toMatchObject({ code: 'step_changed', session: { next: { step: 'documents' } } });
    const files = [...memory.files.values()].filter(({ session_id }) => session_id === session.session_id);
    expect(files).toEqual([]);
    await attach(session, documents.body.nonce, documents.body.next.step_id).expect(200);
  });
});

describe('A file that its user takes back', () => {
  test('from a form behind other answers is not said to stay: the form is over, and the fresh state comes', async () => {
    const { offer, ...session } = await atOffer();
    const { body } = await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(200);
    const path = `/sessions/${session.session_id}/steps/${body.next.step_id}/upload`;
    const sent = await api
      .post(path)
      .field('client_id', client.client_id)
      .field('nonce', body.nonce)
      .attach('selfie', JPEG, 'a.jpg')
      .expect(200);
    engine.reset(session.session_id, false);
    const other = { ...TERMS, period: '6' };
    const again = await submit(testApp, client, session, session.nonce, 'product_form', other).expect(200);
    await submit(testApp, client, session, again.body.nonce, 'confirm', ACCEPT).expect(200);
    const { upload_id } = sent.body.uploads[0];
    const refused = await api.delete(`${path}/${upload_id}`).set('Authorization', `Bearer ${body.nonce}`).expect(409);
    expect(refused.body).toMatchObject({ code: 'step_changed', session: { next: { step: 'documents' } } });
  });
});

describe('What the release before has issued', () => {
  const older = (session: Held, seq: number, step: string) => {
    const { claims } = tokens.nonce.check(session.nonce) as { claims: { skill: string; digest: string } };
    const { skill, digest } = claims;
    const { client_id } = client;
    return tokens.nonce.issue({ session_id: session.session_id, client_id, skill, digest, seq, step, form: 'data' })
      .token;
  };

  test('goes on working: a nonce without a visit, and a step_id made of the number of the submission', async () => {
    const { offer, ...session } = await atOffer();
    const { body } = await submit(testApp, client, session, older(session, 2, 'confirm'), 'confirm', ACCEPT).expect(
      200,
    );
    expect(body).toMatchObject({ step_id: offer.next.step_id, next: { step: 'documents' } });
    const upload = (nonce: string) =>
      api
        .post(`/sessions/${session.session_id}/steps/${stepId(session.session_id, 3)}/upload`)
        .field('client_id', client.client_id)
        .field('nonce', nonce)
        .attach('selfie', JPEG, 'a.jpg');
    await upload(older(session, 3, 'documents')).expect(200);
    await upload(body.nonce).expect(200);
  });
});

describe('What an API process remembers', () => {
  test('refuses nobody after a reset: the session is asked, and takes the answer again', async () => {
    const session = await startSession(testApp, client);
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
    engine.reset(session.session_id, false);
    const other = { ...TERMS, period: '6' };
    const { body } = await submit(testApp, client, session, session.nonce, 'product_form', other).expect(200);
    expect(body.next.step).toBe('confirm');
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(409);
  });

  test('saves a message: a repeat and other data under a used nonce are answered without one', async () => {
    const session = await startSession(testApp, client);
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
    engine.calls.length = 0;
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
    await submit(testApp, client, session, session.nonce, 'product_form', { ...TERMS, period: '6' }).expect(409);
    expect(engine.calls).not.toContain('submit');
  });

  test('is no promise: other data while no worker answers are 503, for nobody can say which will count', async () => {
    const session = await startSession(testApp, client);
    engine.workerIsDown = true;
    const send = (data: object) => submit(testApp, client, session, session.nonce, 'product_form', data);
    await send(TERMS).expect(202);
    await send(TERMS).expect(202);
    expect((await send({ ...TERMS, period: '6' }).expect(503)).body.code).toBe('engine_unavailable');
    engine.workerIsDown = false;
    await send(TERMS).expect(200);
    expect((await send({ ...TERMS, period: '6' }).expect(409)).body.code).toBe('nonce_used');
  });
});

describe('A submission', () => {
  test('that a reset has taken back is applied again, kept until its step asks, and taken once', async () => {
    const { offer, ...session } = await atOffer();
    await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(200);
    engine.reset(session.session_id, true);
    expect(engine.session(session.session_id)?.kept).toHaveLength(1);
    while ((await read(session)).next.step !== 'documents') await new Promise(setImmediate);
    await submit(testApp, client, session, offer.nonce, 'confirm', ACCEPT).expect(200);
    expect(engine.session(session.session_id)?.accepted).toHaveLength(2);
  });

  test('of two API processes under one nonce: one is taken, the other is told', async () => {
    const session = await startSession(testApp, client);
    const other = request(createApp(testApp.deps));
    const post = (at: typeof api, period: string) =>
      at.post(`/sessions/${session.session_id}/steps`).send({
        client_id: client.client_id,
        nonce: session.nonce,
        skill: DEPOSIT,
        step: 'product_form',
        data: { ...TERMS, period },
      });
    const answers = await Promise.all([post(api, '6'), post(other, '12')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('nonce_used');
  });

  test('of two API processes while no worker answers is acknowledged twice, taken once, and the other is told', async () => {
    const session = await startSession(testApp, client);
    const other = { ...testApp, api: request(createApp(testApp.deps)) };
    engine.workerIsDown = true;
    const send = (at: typeof testApp, period: string) =>
      submit(at, client, session, session.nonce, 'product_form', { ...TERMS, period });
    await send(testApp, '6').expect(202);
    await send(other, '12').expect(202);
    engine.workerIsDown = false;
    await send(testApp, '6').expect(200);
    expect((await send(other, '12').expect(409)).body.code).toBe('nonce_used');
  });

  test('to a session that was closed while no worker answers is not acknowledged', async () => {
    const session = await startSession(testApp, client);
    await api.delete(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
    engine.workerIsDown = true;
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(410);
    engine.workerIsDown = false;
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(410);
  });
});

describe('A session that is full', () => {
  test('takes no more messages, and says so with 409; it can be cancelled, and takes them once it is not full', async () => {
    const session = await startSession(testApp, client);
    engine.isFull = true;
    await read(session);
    const { body, headers } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(409);
    expect(body).toMatchObject({ code: 'session_full', retryable: true });
    expect(headers['retry-after']).toBe('60');
    engine.isFull = false;
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
    engine.isFull = true;
    await read(session);
    await api.delete(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
  });

  test('is one that has not been heard of for 200 messages, too', async () => {
    const session = await startSession(testApp, client);
    engine.workerIsDown = true;
    const ref = { client_id: client.client_id, session_id: session.session_id };
    const { skill, digest } = (tokens.nonce.check(session.nonce) as { claims: { skill: string; digest: string } })
      .claims;
    const statuses: number[] = [];
    for (let seq = 1; seq <= 201; seq++) {
      const { token } = tokens.nonce.issue({ ...ref, skill, digest, seq, step: 'product_form', form: 'data' });
      const { status } = await submit(testApp, client, session, token, 'product_form', TERMS).set('Prefer', 'wait=0');
      statuses.push(status);
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(200);
    expect(statuses.at(-1)).toBe(409);
  });
});

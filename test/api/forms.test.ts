import { Webhook } from 'standardwebhooks';
import type { JsonObject } from '../../domain/json';
import { openTestApp, startSession, submit, TERMS, WEBHOOK_SECRET } from './support/test-app';

const PISP = 'xyz_pisp_sbx_#1.2';
const AISP = 'xyz_aisp_sbx_#1.2';
const DEPOSIT = 'xyz_sbx_#3.1';
const PAYMENT = {
  psu_id: 'user_redirect',
  creditor_name: 'Green Grocer SRL',
  creditor_iban: 'DE89370400440532013000',
  amount: '24.90',
  currency: 'EUR',
};

const testApp = openTestApp({
  'pis.prepare': () => ({ creditor_name: 'x', creditor_iban: 'x', amount: '24.90', currency: 'EUR', changed: true }),
});
const { api, engine, tokens, deps } = testApp;
const client = testApp.tenant({ skills: [PISP, AISP, DEPOSIT] });
const romanian = { locale: 'ro_RO' };

type Started = Awaited<ReturnType<typeof startSession>>;
const read = async (session: Started) =>
  (await api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200)).body;
const pay = (session: Started, changes: object, nonce = session.nonce) =>
  submit(testApp, client, session, nonce, 'payment', { ...PAYMENT, ...changes }, PISP);

/** What the session keeps of a step, opened. */
const kept = (session: Started, step: string) =>
  deps.sealer.unsealDeep(engine.session(session.session_id)?.results[step] ?? null, session.session_id);

const WRONG: [what: string, skill: string, step: string, data: JsonObject, pointer: string, ro: RegExp][] = [
  [
    'an IBAN’s check digits',
    PISP,
    'payment',
    { ...PAYMENT, creditor_iban: 'DE88370400440532013000' },
    '/data/creditor_iban',
    /IBAN valid/,
  ],
  [
    'an own IBAN of another length',
    PISP,
    'payment',
    { ...PAYMENT, debtor_iban: 'RO49AAAA' },
    '/data/debtor_iban',
    /Lungimea unui IBAN/,
  ],
  ['an amount of nothing', PISP, 'payment', { ...PAYMENT, amount: '0.00' }, '/data/amount', /mai mare decât 0/],
  ['an amount with thousands', PISP, 'payment', { ...PAYMENT, amount: '1.234,50' }, '/data/amount', /între mii/],
  [
    'a payee of blanks',
    PISP,
    'payment',
    { ...PAYMENT, creditor_name: ' \u00a0 ' },
    '/data/creditor_name',
    /obligatoriu/,
  ],
  [
    'a payee of zero-width characters',
    PISP,
    'payment',
    { ...PAYMENT, creditor_name: '\u200b\u2060' },
    '/data/creditor_name',
    /obligatoriu/,
  ],
  [
    'a line break in a payee',
    PISP,
    'payment',
    { ...PAYMENT, creditor_name: 'Ana\nPop' },
    '/data/creditor_name',
    /sfârșit de rând/,
  ],
  ['U+0000 in a text', PISP, 'payment', { ...PAYMENT, remittance: 'a\u0000b' }, '/data/remittance', /caracter/],
  ['a user name with blanks only', PISP, 'payment', { ...PAYMENT, psu_id: '  ' }, '/data/psu_id', /obligatoriu/],
  [
    'a user name of other letters',
    PISP,
    'payment',
    { ...PAYMENT, psu_id: 'Ștefan' },
    '/data/psu_id',
    /nume de utilizator/,
  ],
  [
    'an account of a list',
    AISP,
    'identify',
    { psu_id: 'x', accounts: ['DE89370400440532013000', 'DE88'] },
    '/data/accounts/1',
    /IBAN/,
  ],
  [
    'a choice that isn’t one',
    DEPOSIT,
    'product_form',
    { ...TERMS, currency: 'USD' },
    '/data/currency',
    /Euro, Leu românesc/,
  ],
  ['an amount of words', DEPOSIT, 'product_form', { ...TERMS, value: 'mult' }, '/data/value', /număr întreg/],
];

test.each(WRONG)('%s is told at the field, in the user’s language', async (_what, skill, step, data, pointer, ro) => {
  const session = await startSession(testApp, client, skill, romanian);
  engine.calls.length = 0;
  const { body } = await submit(testApp, client, session, session.nonce, step, data, skill).expect(422);
  expect(body.errors).toEqual([{ pointer, code: expect.any(String), message: expect.stringMatching(ro) }]);
  expect(body.errors[0].message).not.toMatch(/\^|\\|\[!/);
  expect(engine.calls).toEqual([]);
});

test('a holder of blanks, of digits, or with invisible characters only is told at the field', async () => {
  const session = await startSession(testApp, client, DEPOSIT);
  const documents = await atDocuments(session);
  for (const holder of ['   ', '12345', '\u200b\u200e']) {
    const data = { id_type: 'passport', holder };
    const { body } = await submit(testApp, client, session, documents.nonce, 'documents', data, DEPOSIT).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/data/holder' }]);
  }
});

test('what people paste is taken, kept as it is meant, and is the same submission however it is spelled', async () => {
  const session = await startSession(testApp, client, PISP);
  const typed = {
    creditor_iban: ' de89 3704-0044 0532 0130 00 ',
    creditor_name: '  Green \u00a0Grocer\u200b SRL',
    amount: ' 24,9 ',
    currency: 'eur',
    debtor_iban: '',
    remittance: null,
    psu_id: 'user_redirect ',
  };
  const first = await pay(session, typed).expect(200);
  expect(kept(session, 'payment')).toEqual(PAYMENT);
  const again = await pay(session, {}).expect(200);
  expect(again.body.step_id).toBe(first.body.step_id);
  const other = await pay(session, { amount: '24.91' }).expect(409);
  expect(other.body.code).toBe('nonce_used');
});

describe('A locale', () => {
  test('may be written with an underscore; titles, choices and platform forms are in its language', async () => {
    const session = await startSession(testApp, client, DEPOSIT, romanian);
    const { next } = await read(session);
    expect(next.title).toBe('Alege condițiile');
    expect(next.schema.properties.period['x-labels']).toEqual({ 3: '3 luni', 6: '6 luni', 12: '12 luni' });
  });

  test('that nobody has texts for gets the skill’s own; one that is none is refused', async () => {
    const session = await startSession(testApp, client, DEPOSIT, { locale: 'tlh-AQ' });
    expect((await read(session)).next.title).toBe('Choose your terms');
    const { client_id, client_app_key } = client;
    const body = { client_id, client_app_key, skill: DEPOSIT, locale: 'abcdefgh-abcdefghi' };
    expect((await api.post('/sessions').send(body).expect(400)).body.errors).toMatchObject([{ pointer: '/locale' }]);
    const twice = { ...body, locale: 'ro-a-bb-a-cc' };
    expect((await api.post('/sessions').send(twice).expect(400)).body.errors).toMatchObject([{ pointer: '/locale' }]);
  });

  test('is the language of outcomes and reasons, though a session keeps them in English', async () => {
    const refusing = openTestApp({
      'ais.authorise': ({ phase }) => {
        const message = 'The authorisation was refused or cancelled at the bank.';
        return phase === 'begin' ? { state: 'failed', message } : {};
      },
    });
    const tenant = refusing.tenant({ skills: [AISP] });
    const session = await startSession(refusing, tenant, AISP, romanian);
    const data = { psu_id: 'user_declined' };
    const { body } = await submit(refusing, tenant, session, session.nonce, 'identify', data, AISP).expect(200);
    expect(body.reason).toEqual({ code: 'sca.failed', message: 'Autorizarea a fost refuzată sau anulată la bancă.' });
    expect(refusing.engine.session(session.session_id)?.reason?.message).toMatch(/^The authorisation/);
  });
});

describe('A form that is entered again', () => {
  test('begins with what the user gave before, and with nothing the first time', async () => {
    const session = await startSession(testApp, client, DEPOSIT);
    expect((await read(session)).next).not.toHaveProperty('prefill');
    const quoted = await submit(testApp, client, session, session.nonce, 'product_form', TERMS, DEPOSIT).expect(200);
    expect(quoted.body.next).not.toHaveProperty('prefill');
    const { nonce } = quoted.body;
    const change = { action: 'change' };
    const { body } = await submit(testApp, client, session, nonce, 'confirm', change, DEPOSIT).expect(200);
    expect(body.next).toMatchObject({ step: 'product_form', prefill: TERMS });
    expect(body.next).not.toHaveProperty('kept');
  });

  test('keeps what is confidential as it was, unseen, where the user says so', async () => {
    const session = await startSession(testApp, client, PISP);
    const payee = { creditor_name: 'Corner Bakery', creditor_iban: 'RO49AAAA1B31007593840000' };
    const confirm = await pay(session, { ...payee, remittance: 'Rolls' }).expect(200);
    const change = { action: 'change' };
    const again = await submit(testApp, client, session, confirm.body.nonce, 'confirm_text', change, PISP).expect(200);
    const { next, nonce } = again.body;
    expect(next.prefill).toEqual({ amount: '24.90', currency: 'EUR' });
    expect(next.kept).toEqual(['psu_id', 'creditor_name', 'creditor_iban', 'remittance']);
    expect(JSON.stringify(again.body)).not.toMatch(/Corner Bakery|RO49AAAA/);

    const resubmit = (data: object, keep: string[]) =>
      api.post(`/sessions/${session.session_id}/steps`).send({
        client_id: client.client_id,
        nonce,
        skill: PISP,
        step: 'payment',
        data,
        keep,
      });
    const terms = { amount: '25', currency: 'EUR', creditor_name: 'Ana Pop' };
    const keep = ['psu_id', 'creditor_iban'];
    const missing = await resubmit({ ...terms }, ['psu_id']).expect(422);
    expect(missing.body.errors).toMatchObject([{ pointer: '/data/creditor_iban', code: 'required' }]);
    const unknown = await resubmit(terms, [...keep, 'debtor_iban', 'nothing', 'creditor_name']).expect(422);
    expect(unknown.body.errors).toMatchObject([
      { pointer: '/keep/2', code: 'unknown' },
      { pointer: '/keep/3', code: 'unknown' },
      { pointer: '/keep/4', code: 'replaced' },
    ]);

    const done = await resubmit(terms, keep).expect(200);
    expect(kept(session, 'payment')).toEqual({
      psu_id: 'user_redirect',
      creditor_name: 'Ana Pop',
      creditor_iban: 'RO49AAAA1B31007593840000',
      amount: '25.00',
      currency: 'EUR',
    });
    const same = await resubmit({ ...terms, amount: '25,00' }, [...keep].reverse()).expect(200);
    expect(same.body.step_id).toBe(done.body.step_id);
    expect((await resubmit(terms, ['creditor_iban', 'psu_id', 'remittance'])).body.code).toBe('nonce_used');
  });

  test('says why: what the verifier wrote, as text, until the user has answered', async () => {
    const session = await startSession(testApp, client, DEPOSIT);
    const documents = await atDocuments(session);
    const data = { id_type: 'passport', holder: 'Ana Pop' };
    await submit(testApp, client, session, documents.nonce, 'documents', data, DEPOSIT).expect(200);
    await uploadBoth(session);
    const message = 'The passport’s <b>last line</b>\ncan’t be read.';
    await report(session, { decision: 'retake', message });
    const { next } = await read(session);
    expect(next).toMatchObject({
      step: 'documents',
      message: 'The passport’s <b>last line</b> can’t be read.',
      prefill: { id_type: 'passport' },
      kept: ['holder'],
    });
    expect(next.uploads).toMatchObject([{ received: 0 }, { received: 0 }]);
  });
});

/** A deposit whose user has accepted its terms: the state in which the documents are asked for. */
async function atDocuments(session: Started) {
  const quoted = await submit(testApp, client, session, session.nonce, 'product_form', TERMS, DEPOSIT).expect(200);
  const accept = { action: 'accept' };
  const { body } = await submit(testApp, client, session, quoted.body.nonce, 'confirm', accept, DEPOSIT).expect(200);
  expect(body.next.step).toBe('documents');
  return body as { nonce: string };
}

/** Both files of the documents step, as the upload endpoint would report them to the session. */
async function uploadBoth({ session_id }: Started) {
  const seq = (engine.session(session_id)?.seq ?? 0) - 1;
  for (const field of ['id_scan', 'selfie'])
    await engine.upload(
      { client_id: client.client_id, session_id },
      { seq, uploads: [{ upload_id: `u-${field}`, field, media_type: 'image/png', bytes: 1, sha256: field }] },
    );
}

async function report({ session_id }: Started, payload: object) {
  const handle = tokens.callback.issue({ session_id, client_id: client.client_id, step: 'review', visit: 1 }).token;
  const [body, at, id] = [JSON.stringify(payload), new Date(), 'msg_1'];
  await api
    .post(`/callbacks/${handle}`)
    .type('json')
    .set({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(WEBHOOK_SECRET).sign(id, at, body),
    })
    .send(body)
    .expect(200);
}

import { type App, type Body, expectStatus } from '../../cli/tour/app';
import { consent, consentAt, deposit, exchange, leaveIt, PAYMENT, pay, transactions } from '../../cli/tour/journeys';
import { secondThoughts } from '../../cli/tour/second-thoughts';
import { atBanksPage } from '../../cli/tour/user';
import { effectsOf } from '../support/ledger';
import { ownApp } from '../support/stack';

let own: App;
beforeAll(async () => {
  own = await ownApp();
});
const app = () => own;
const yearAgo = () => new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);
const seen = (session: { state: Body }) => session.state.phases.map(({ status }: Body) => status);

describe('By HTTP alone, an end user', () => {
  test.each([
    ['at the bank’s own pages', 'user_redirect', 'AWAITING_USER'],
    ['on the phone', 'user_decoupled', 'AWAITING_USER'],
    ['with a one-time password', 'user_embedded', 'AWAITING_STEP'],
    ['with a method of choice and a one-time password', 'user_embedded_choice', 'AWAITING_STEP'],
    ['with a password and a one-time password', 'user_password', 'AWAITING_STEP'],
    ['at a bank that fails twice before it answers', 'user_flaky', 'AWAITING_USER'],
  ])('gives a consent %s', async (_how, psu_id, awaited) => {
    const session = await consent(app(), psu_id);
    expect(session.state).toMatchObject({
      status: 'COMPLETED',
      next: { kind: 'none' },
      temp_token: expect.any(String),
    });
    expect(seen(session)).toContain(awaited);
  });

  test('approves and closes the bank’s page: an app that asks for its session learns of it', async () => {
    const session = await app().start('xyz_aisp_sbx_#1.2');
    expectStatus(await session.submit({ psu_id: 'user_redirect' }), 200, 202);
    const { next } = await session.until((state) => state.next.kind === 'redirect');
    await atBanksPage(next.url, 'user_redirect');
    await session.until(session.ended);
    expect(session.state.status).toBe('COMPLETED');
  });

  test('gives a consent on a phone that takes its time', async () => {
    const session = await consent(app(), 'user_slow', leaveIt);
    expect(session.state.status).toBe('COMPLETED');
    expect(seen(session)).toContain('AWAITING_USER');
  });

  test('declines on the phone, and the session says so', async () => {
    const session = await consent(app(), 'user_declined', leaveIt);
    expect(session.state).toMatchObject({
      status: 'REJECTED',
      reason: { code: 'sca.failed', message: expect.any(String) },
    });
    expect(session.state.temp_token).toBeUndefined();
  });

  test('is told that a bank which is down does not answer, and the session waits for it', async () => {
    const session = await app().start('xyz_aisp_sbx_#1.1');
    await session.submit({ psu_id: 'user_bank_down' });
    const told = await session.until(({ next }: Body) => next.message !== undefined);
    expect(told).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
  });

  test('pays, and the payment settles', async () => {
    const session = await pay(app(), 'user_redirect');
    expect(session.state).toMatchObject({
      status: 'COMPLETED',
      output: { transaction_status: expect.stringMatching(/^AC(SC|CC)$/) },
    });
  });

  test('pays, and the bank rejects the payment', async () => {
    const session = await pay(app(), 'user_payment_rejected');
    expect(session.state).toMatchObject({ status: 'REJECTED', reason: { code: 'pis.rejected' } });
  });

  test('opens a deposit with a JPEG and a PDF, is asked for better pictures once, and signs', async () => {
    const session = await deposit(app(), 'user_redirect', 'Ana Pop retake');
    expect(session.state).toMatchObject({ status: 'COMPLETED', output: { maturity_date: expect.any(String) } });
    expect(
      session.state.phases.filter(({ step, status }: Body) => step === 'documents' && status === 'AWAITING_UPLOAD'),
    ).toHaveLength(2);
  });

  test.each([
    ['a consent', 'xyz_aisp_sbx_#1.0', { psu_id: 'nobody' }, 'identify'],
    ['a payment', 'xyz_pisp_sbx_#1.0', { ...PAYMENT, psu_id: 'nobody' }, 'payment'],
  ])('whose name the bank doesn’t know is asked for it again: %s', async (_what, skill, data, step) => {
    const session = await app().start(skill);
    await session.submit(data);
    await session.until((state) => session.isAt(step)(state) && state.step_id !== undefined);
    expect(session.state).toMatchObject({
      status: 'AWAITING_STEP',
      next: { message: 'Your bank does not know this user name.' },
    });
    const corrected = expectStatus(await session.submit({ ...data, psu_id: 'user_redirect' }), 200, 202);
    expect(corrected.body.step_id).not.toBe(session.state.next.step_id);
    await session.until((state) => state.next.kind === 'redirect');
    expectStatus(await session.cancel(), 200);
  });

  test('whose name the bank doesn’t know signs a deposit on the bank’s own pages', async () => {
    const session = await deposit(app(), 'user_redirect', 'Ana Pop', { named: 'nobody' });
    expect(session.state.status).toBe('COMPLETED');
    expect(session.state.phases.map(({ step }: Body) => step)).toContain('sign_at_bank');
  });

  test('who has second thoughts, in two tabs and with a wrong picture, is told what is, and can cancel', async () => {
    expect(await secondThoughts(app())).toEqual({
      staleOffer: expect.stringMatching(/^(nonce_used|step_changed)$/),
      files: 1,
      atField: expect.not.stringMatching(/[\\^$]|This/),
      status: 'CANCELLED',
    });
  });

  test('is declined by the reviewer, with a reason', async () => {
    const session = await deposit(app(), 'user_redirect', 'Ana declined');
    expect(session.state).toMatchObject({ status: 'REJECTED', reason: { code: 'identity_declined' } });
  });

  test.each([
    ['lockbox', 'user_embedded'],
    ['prompt', 'user_redirect'],
    ['ledgerxml', 'user_redirect'],
    ['confirm', 'user_redirect'],
    [undefined, 'lost_answer'],
  ])('gives a consent at a bank of their choice: %s, as %s', async (bank, user) => {
    const session = await consentAt(app(), bank, user);
    expect(session.state.status).toBe('COMPLETED');
    const { data } = expectStatus(await app().data('/accounts', await exchange(session)), 200).body;
    expect(data.length).toBeGreaterThan(0);
  });

  test('lets the tenant read accounts and a year of transactions by cursor, until it is revoked', async () => {
    const session = await consent(app(), 'user_embedded');
    const credentials = await exchange(session);
    const accounts = expectStatus(await app().data('/accounts', credentials), 200).body.data;
    expect(accounts).toHaveLength(3);
    const [account] = accounts;
    const all = await transactions(app(), credentials, account.account_id, yearAgo(), 50);
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ transaction_id }) => transaction_id)).size).toBe(all.length);
    expect(all.every(({ booking_date }) => booking_date >= yearAgo())).toBe(true);
    expectStatus(await app().data(`/accounts/${account.account_id}`, credentials), 200);
    const shown = (await app().data(`/credentials/${credentials.credentials_id}`, credentials)).body;
    expect(shown).toMatchObject({ status: 'active', points_to: { consent_id: expect.any(String) } });
    expectStatus(await app().data(`/credentials/${credentials.credentials_id}`, credentials, 'DELETE'), 200, 204);
    expect(await app().data('/accounts', credentials)).toMatchObject({
      status: 410,
      body: { code: 'consent_revoked' },
    });
    const ended = { resource_id: shown.points_to.consent_id, effect: 'consent.terminatedByTpp' };
    expect(await effectsOf(ended)).toMatchObject([{ count: 1 }]);
  });

  test.each([
    ['a consent', () => consent(app(), 'user_redirect'), 'consent.created'],
    ['a payment', () => pay(app(), 'user_redirect'), 'payment.created'],
    ['a deposit', () => deposit(app(), 'user_redirect', 'Ana Pop'), 'deposit.opened'],
  ])('is done nothing twice to, by the bank’s ledger: %s', async (_what, go, begun) => {
    const credentials = await exchange(await go());
    const { points_to } = (await app().data(`/credentials/${credentials.credentials_id}`, credentials)).body;
    const { consent_id, payment_id, deposit_id } = points_to;
    const done = await effectsOf({ resource_id: consent_id ?? payment_id ?? deposit_id });
    expect(done.map(({ effect }) => effect)).toContain(begun);
    expect(done.filter(({ count }) => count !== 1)).toEqual([]);
  });
});

import { type App, type Body, type Conversation, expectStatus } from '../../cli/tour/app';
import { consentAt, exchange, payAt, transactions } from '../../cli/tour/journeys';
import { atBanksPage, authorise, followBack } from '../../cli/tour/user';
import { SERVICE_DOWN_IBAN } from '../../sandbox/bank/payee-verification';
import { accountsOf } from '../../sandbox/bank/portfolio';
import { effectsOf } from '../support/ledger';
import { ownApp } from '../support/stack';

let own: App;
beforeAll(async () => {
  own = await ownApp();
});
const app = () => own;
const AISP = 'xyz_aisp_sbx_#1.2';
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const ibansOf = (psu_id: string): string[] => accountsOf({ bank: 'generic', psu_id }).map(({ iban }) => iban);

/** What the tenant reads with the credentials of a finished session. */
async function readsOf(session: Conversation) {
  expect(session.state).toMatchObject({ status: 'COMPLETED' });
  const credentials = await exchange(session);
  const { data } = expectStatus(await app().data('/accounts', credentials), 200).body;
  return { credentials, accounts: data as Body[] };
}

describe('A bank whose users sign in before anything else', () => {
  test('has its user sign in, then authorise, and its accounts are read with that token', async () => {
    const session = await consentAt(app(), 'danube', 'user_redirect');
    const { credentials, accounts } = await readsOf(session);
    expect(accounts).toHaveLength(3);
    const rows = await transactions(app(), credentials, accounts[0].account_id, daysAgo(60));
    expect(rows.length).toBeGreaterThan(0);
    const steps = session.state.phases.map(({ step }: Body) => step);
    expect(steps.indexOf('sign_in')).toBeLessThan(steps.indexOf('authorise'));
  });

  test('signs in once for a consent on the phone, too', async () => {
    const { accounts } = await readsOf(await consentAt(app(), 'danube', 'user_decoupled'));
    expect(accounts).toHaveLength(3);
  });

  test('has tokens that do not last renewed at each read, one after the other', async () => {
    const { credentials } = await readsOf(await consentAt(app(), 'danube', 'short_tokens'));
    const shown = expectStatus(await app().data(`/credentials/${credentials.credentials_id}`, credentials), 200).body;
    const [consent] = await effectsOf({ resource_id: shown.points_to.consent_id, effect: 'consent.created' });
    const issued = () => effectsOf({ of: String(consent?.of), effect: 'token.issued' });
    const before = (await issued()).length;
    expect(before).toBeGreaterThan(0);
    for (let reads = 0; reads < 2; reads++) expectStatus(await app().data('/accounts', credentials), 200);
    expect((await issued()).length).toBe(before + 2);
  });

  test('takes a payment of theirs', async () => {
    const session = await payAt(app(), 'danube', 'user_redirect');
    expect(session.state).toMatchObject({ status: 'COMPLETED', output: { transaction_status: 'ACSC' } });
  });

  test('and who cancel there have not given a consent: the session says so', async () => {
    const session = await app().start(AISP);
    expectStatus(await session.submit({ bank: 'danube', psu_id: 'user_redirect' }), 200, 202);
    const { next } = await session.until((state) => state.next.kind === 'redirect');
    await followBack(await atBanksPage(next.url, 'user_redirect', 'decline'));
    await session.until(session.ended);
    expect(session.state).toMatchObject({ status: 'REJECTED', reason: { code: 'sca.failed' } });
  });

  test('and whose way back was visited before them by a link scanner, comes through all the same', async () => {
    const session = await app().start(AISP);
    expectStatus(await session.submit({ bank: 'danube', psu_id: 'user_redirect' }), 200, 202);
    const { next } = await session.until((state) => state.next.kind === 'redirect');
    const wayBack = new URL(next.url).searchParams.get('redirect_uri') as string;
    await fetch(wayBack, { method: 'HEAD', redirect: 'manual' });
    expect((await session.read()).next.url).toBe(next.url);
    await followBack(wayBack);
    await followBack(await atBanksPage(next.url, 'user_redirect'));
    await session.until((state) => state.next.step === 'authorise' && state.next.kind === 'redirect');
    await authorise(session, 'user_redirect');
    await session.until(session.ended);
    await readsOf(session);
  });
});

describe('A consent in another way', () => {
  test('that is the sign-in itself: there is no consent resource', async () => {
    const session = await consentAt(app(), 'turnstile', 'user_redirect');
    const { credentials, accounts } = await readsOf(session);
    const { account_id } = accounts[0];
    expectStatus(await app().data(`/transactions?account_id=${account_id}`, credentials), 200);
    expectStatus(await app().data(`/credentials/${credentials.credentials_id}`, credentials), 200);
  });

  test('that is two in a row: the list first, then one that names its accounts, and the user types no IBAN', async () => {
    const session = await consentAt(app(), 'relay', 'user_redirect');
    const { credentials, accounts } = await readsOf(session);
    expect(accounts.flatMap(({ balances }: Body) => balances)).not.toEqual([]);
    const { account_id } = accounts[0];
    expectStatus(await app().data(`/transactions?account_id=${account_id}`, credentials), 200);
  });

  test('that is asked for with a token of our own, and read with the user’s in a header of its own', async () => {
    const { accounts } = await readsOf(await consentAt(app(), 'tollgate', 'user_redirect'));
    expect(accounts).toHaveLength(3);
  });
});

describe('Through the product, a user of the sandbox whose bank has the habit', () => {
  test.each(['lost_start', 'texts_for_values', 'slow', 'polls_900'])('%s gives a consent', async (psu_id) => {
    const { accounts } = await readsOf(await consentAt(app(), undefined, psu_id));
    expect(accounts).toHaveLength(3);
  });

  test('user_no_accounts gives a consent for none', async () => {
    expect((await readsOf(await consentAt(app(), undefined, 'user_no_accounts'))).accounts).toEqual([]);
  });

  test('late_status_minute is told that the bank takes note of it', async () => {
    const session = await app().start(AISP);
    expectStatus(await session.submit({ psu_id: 'late_status_minute' }), 200, 202);
    await session.until((state) => state.next.kind === 'form');
    expectStatus(await session.submit({ otp: '123456' }), 200, 202);
    const { next } = await session.until((state) => state.next.kind === 'decoupled');
    expect(next.message).toMatch(/taking note of it/);
    expectStatus(await session.cancel(), 200, 202);
  });

  test('detailed_only is asked for IBANs, and gives a consent with them', async () => {
    const session = await app().start(AISP);
    expectStatus(await session.submit({ psu_id: 'detailed_only' }), 200, 202);
    const { next } = await session.until((state) => state.next.message !== undefined);
    expect(next).toMatchObject({ step: 'identify', message: expect.stringMatching(/IBAN/) });
    const accounts = ibansOf('detailed_only').slice(0, 2);
    expectStatus(await session.submit({ psu_id: 'detailed_only', accounts }), 200, 202);
    await authorise(session, 'detailed_only');
    await session.until(session.ended);
    expect((await readsOf(session)).accounts.map(({ iban }) => iban)).toEqual(accounts);
  });

  test('one_consent loses the former one to a new one, and the tenant is told', async () => {
    const first = await readsOf(await consentAt(app(), undefined, 'one_consent'));
    const second = await readsOf(await consentAt(app(), undefined, 'one_consent'));
    expect(await app().data('/accounts', first.credentials)).toMatchObject({
      status: 410,
      body: { code: 'consent_revoked' },
    });
    expectStatus(await app().data('/accounts', second.credentials), 200);
  });

  test('new_account_ids has its accounts read under each consent, by ids that work there', async () => {
    for (let consents = 0; consents < 2; consents++) {
      const { credentials, accounts } = await readsOf(await consentAt(app(), undefined, 'new_account_ids'));
      expectStatus(await app().data(`/transactions?account_id=${accounts[0].account_id}`, credentials), 200);
      const again = expectStatus(await app().data('/accounts', credentials), 200).body.data;
      expect(again.map(({ account_id }: Body) => account_id)).toEqual(accounts.map(({ account_id }) => account_id));
    }
  });

  test('history_window has a year read right after the consent', async () => {
    const { credentials, accounts } = await readsOf(await consentAt(app(), undefined, 'history_window'));
    const rows = await transactions(app(), credentials, accounts[0].account_id, daysAgo(365));
    expect(rows.some(({ booking_date }) => booking_date < daysAgo(100))).toBe(true);
  });

  test('slow_history has it waited for', async () => {
    const { credentials, accounts } = await readsOf(await consentAt(app(), undefined, 'slow_history'));
    const { data } = expectStatus(
      await app().data(`/transactions?account_id=${accounts[0].account_id}`, credentials),
      200,
    ).body;
    expect(data.length).toBeGreaterThan(0);
  });

  test('down_a_minute is told so, and goes on by itself when the bank is back', async () => {
    const session = await app().start(AISP);
    expectStatus(await session.submit({ psu_id: 'down_a_minute' }), 200, 202);
    const told = await session.until(({ next }) => next.message !== undefined);
    expect(told).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
    await session.until((state) => state.next.kind === 'redirect');
    await authorise(session, 'down_a_minute');
    await session.until(session.ended);
    expect(session.state.status).toBe('COMPLETED');
  }, 150_000);

  test.each([
    ['payment_returned', {}, 'ACSP'],
    ['user_payment_slow', {}, 'ACSC'],
  ])('%s pays', async (psu_id, more, transaction_status) => {
    const session = await payAt(app(), undefined, psu_id, more);
    expect(session.state).toMatchObject({ status: 'COMPLETED', output: { transaction_status } });
  });

  test('instant_rejected is told that the payment was not accepted', async () => {
    const session = await payAt(app(), undefined, 'instant_rejected', { speed: 'instant' });
    expect(session.state).toMatchObject({
      status: 'REJECTED',
      reason: { code: expect.stringMatching(/^pis\.|^sca\./) },
    });
  });

  test('a payee whose verification is down is told as not verified, and the user decides', async () => {
    const session = await app().start('xyz_pisp_sbx_#1.2');
    const order = { creditor_name: 'Anybody', creditor_iban: SERVICE_DOWN_IBAN, amount: '1.00', currency: 'EUR' };
    expectStatus(await session.submit({ ...order, psu_id: 'user_redirect' }), 200, 202);
    const { next } = await session.until(session.isAt('confirm_payee'));
    expect(next.show).toMatchObject({ result: 'not_possible' });
  });
});

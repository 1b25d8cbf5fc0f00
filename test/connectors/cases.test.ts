import type { CallContext } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { accountsOf } from '../../sandbox/bank/portfolio';
import { type Behaviour, openWorld, type World } from './conversation';
import { contextOf } from './fixture';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ORDER = {
  creditor_name: 'Green Grocer SRL',
  creditor_iban: 'DE89370400440532013000',
  amount: '24.90',
  currency: 'EUR',
};
const ask = (psu_id: string, more: JsonObject = {}, ctx?: CallContext) =>
  world.call('ais.consent', { psu_id, ...more }, ctx);

async function consent(psu_id: string, user?: Behaviour, more: JsonObject = {}) {
  const given = await world.poll((ctx) => ask(psu_id, more, ctx));
  const consent_id = given.consent_id as string;
  const args = { psu_id, ...(more.bank ? { bank: more.bank } : {}), consent_id, links: given.links as JsonObject };
  return { consent_id, state: await world.authorise('ais.authorise', args, user) };
}
async function payment(psu_id: string, user?: Behaviour, more: JsonObject = {}) {
  const given = await world.call('pis.pay', { psu_id, ...ORDER, ...more });
  const { payment_id, product } = given as { payment_id: string; product: string };
  const bank: JsonObject = more.bank ? { bank: more.bank } : {};
  const args = { psu_id, ...bank, payment_id, product, links: given.links as JsonObject };
  return { payment_id, product, given, state: await world.authorise('pis.authorise', args, user) };
}
const count = async (resource: string, effect: string) =>
  (await world.effectsOf(resource)).filter((each) => each === effect).length;
const DONE = { state: 'done' };
const VALID = { state: 'done', result: { consent_status: 'valid' } };

describe('An uncertain answer is looked up, not repeated', () => {
  test.each(['lost_answer', 'second_put_refused', 'late_answer'])(
    'a code whose answer was lost (%s): the bank is asked, and the payment is done',
    async (psu_id) => {
      const { state, payment_id } = await payment(psu_id);
      expect(state).toMatchObject(DONE);
      expect(await count(payment_id, 'payment.created')).toBe(1);
    },
    40_000,
  );

  test.each(['late_status', 'late_status_redirect'])(
    'a consent whose status lags (%s) is waited for, with words for it',
    async (psu_id) => {
      const seen: ScaState[] = [];
      const { state } = await consent(psu_id, { seen });
      expect(state).toMatchObject(VALID);
      expect(seen).toContainEqual(
        expect.objectContaining({ after_user: true, message: expect.stringMatching(/You have auth/) }),
      );
    },
  );

  test.each(['two_signatories', 'two_signatories_soon'])(
    'partiallyAuthorised and PATC (%s) wait for the others, and nothing is started again',
    async (psu_id) => {
      const seen: ScaState[] = [];
      const { state, consent_id } = await consent(psu_id, { seen });
      expect(state).toMatchObject(VALID);
      expect(seen).toContainEqual(
        expect.objectContaining({ after_user: true, message: expect.stringMatching(/other people/) }),
      );
      expect(await count(consent_id, 'consent.created')).toBe(1);
      expect((await payment(psu_id)).state).toMatchObject(DONE);
    },
    30_000,
  );

  test('a second signatory who declines fails it', async () => {
    expect((await consent('two_signatories_declined', { others: 'wait' })).state).toMatchObject({ state: 'failed' });
  }, 20_000);

  test.each(['wrong_otp_bare', 'wrong_otp_format', 'user_embedded'])(
    'a wrong code in any of its told ways (%s) is asked for again',
    async (psu_id) => {
      const seen: ScaState[] = [];
      expect((await consent(psu_id, { otps: ['000000', '123456'], seen })).state).toMatchObject(VALID);
      expect(seen.at(-1)).toMatchObject({ kind: 'otp', error: 'The code was not accepted. Please try again.' });
    },
  );

  test('a wrong code that was the last fails the authorisation, not the session', async () => {
    const { state } = await consent('wrong_otp_final', { otps: ['000000', '123456'] });
    expect(state).toMatchObject({ state: 'failed' });
  });

  test.each(['sca_gone', 'sca_gone_404'])(
    'an authorisation that can’t be read once it is over (%s): the resource says how it ended',
    async (psu_id) => {
      expect((await consent(psu_id)).state).toMatchObject(VALID);
      expect((await payment(psu_id)).state).toMatchObject(DONE);
    },
  );

  test.each(['actc_before_sca', 'pdng_before_sca'])(
    'a payment that is %s has not been authorised by that: who declines has declined',
    async (psu_id) => {
      const given = await world.call('pis.pay', { psu_id, ...ORDER });
      const args = { psu_id, payment_id: given.payment_id as string, links: given.links as JsonObject };
      const sca = world.sca('pis.authorise');
      const state = await sca.begin(args, contextOf());
      if (state.state !== 'redirect') throw new Error(state.state);
      const form = new URLSearchParams({ psu_id, password: 'sandbox', decision: 'decline' });
      await fetch(state.url, { method: 'POST', body: form, redirect: 'manual' });
      await expect(sca.status(state.handle, contextOf(), false)).rejects.toMatchObject({ code: 'pending' });
      expect(await sca.status(state.handle, contextOf(), true)).toMatchObject({ state: 'redirect' });
    },
  );

  test.each(['unconfirmed', 'unconfirmed_adorsys'])(
    'an unconfirmed authorisation (%s) is confirmed by the code in the return address',
    async (psu_id) => {
      expect((await consent(psu_id)).state).toMatchObject(VALID);
    },
  );

  test('a consent that the bank ends while it waits for its user is over', async () => {
    const given = await ask('terminated_by_bank');
    const args = {
      psu_id: 'terminated_by_bank',
      consent_id: given.consent_id as string,
      links: given.links as JsonObject,
    };
    const state = await world.sca('ais.authorise').begin(args, contextOf());
    if (!('handle' in state)) throw new Error(state.state);
    const { handle } = state;
    const end = await world.poll((ctx) => world.sca('ais.authorise').status(handle, ctx, false));
    expect(end).toMatchObject({ state: 'failed' });
  }, 20_000);

  test('a consent that is valid at once, without a link for SCA, is done', async () => {
    expect((await consent('valid_at_once')).state).toMatchObject(VALID);
  });

  test('an embedded bank that takes the password only encrypted: said at once', async () => {
    expect((await consent('encrypted_only')).state).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/encrypted way/),
    });
  });

  test.each(['polls_429', 'polls_403'])('polls that are refused now and then (%s) go on', async (psu_id) => {
    expect((await consent(psu_id)).state).toMatchObject(VALID);
  });
});

describe('A user at the bank', () => {
  test('who comes back undecided is shown the bank’s link again, and the bank is asked all the while', async () => {
    const { state } = await consent('user_redirect', { decision: 'later' });
    expect(state).toMatchObject({ state: 'redirect', again: true, url: expect.stringContaining('/login/') });
  }, 20_000);

  test('keeps the start code of a card reader after a wrong code', async () => {
    const seen: ScaState[] = [];
    const { state } = await consent('chip_tan', { otps: ['000000', '123456'], seen });
    expect(state).toMatchObject(VALID);
    expect(seen).toHaveLength(2);
    for (const each of seen) expect(each).toMatchObject({ show: { data: ['87012345'] } });
  });

  test('sees what a payment costs before they authorise it', async () => {
    const seen: ScaState[] = [];
    const { given } = await payment('payment_fee', { seen });
    expect(given).toMatchObject({ fee: '1.20 EUR', total: '26.10 EUR' });
  });

  test('who has no method of authentication is told so', async () => {
    expect((await consent('no_sca_method')).state).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/no method on file/),
    });
  });

  test('whose name is found unknown with the password is sent back to the name', async () => {
    await expect(consent('nobody', {}, { bank: 'lockbox' })).rejects.toMatchObject({ code: 'bank.psu_unknown' });
  });

  test('is redirected by a bank that has embedded first and heeds TPP-Redirect-Preferred', async () => {
    const given = await ask('user_redirect', { bank: 'crossroads' });
    const args = {
      bank: 'crossroads',
      psu_id: 'user_redirect',
      consent_id: given.consent_id as string,
      links: given.links as JsonObject,
    };
    expect(await world.sca('ais.authorise').begin(args, contextOf())).toMatchObject({ state: 'redirect' });
  });

  test('gives another OAuth code where the token’s answer was lost, and the token comes with the consent', async () => {
    const { state } = await consent('lost_token', {}, { bank: 'gateway' });
    expect(state).toMatchObject({ state: 'done', result: { token: { access_token: expect.any(String) } } });
  });

  test('who refuses at the OAuth page has refused', async () => {
    const { state } = await consent('user_redirect', { decision: 'decline' }, { bank: 'gateway' });
    expect(state).toMatchObject({ state: 'failed' });
  });
});

describe('What comes after SCA never throws SCA away', () => {
  const accountsAfter = async (psu_id: string, ctx?: Partial<CallContext>) => {
    const { consent_id } = await consent(psu_id);
    return { consent_id, list: () => world.call('ais.accounts', { consent_id }, contextOf(ctx)) };
  };

  test('a list that is refused for an hour is left for later, and the consent stays', async () => {
    const { consent_id, list } = await accountsAfter('list_429_hour');
    expect(await list()).toEqual({ valid_until: expect.any(String) });
    expect(await count(consent_id, 'consent.terminatedByTpp')).toBe(0);
  });

  test('a list that is away is asked for again, and left for later when no time is left', async () => {
    const { list } = await accountsAfter('list_503_half_minute', { attempt: { number: 1, ms: 1_000, left: 60_000 } });
    await expect(list()).rejects.toMatchObject({ retryable: true });
    const last = await accountsAfter('list_503_half_minute', { attempt: { number: 9, ms: 1_000, left: 1_500 } });
    expect(await last.list()).not.toHaveProperty('accounts');
  });

  test('a single CONSENT_INVALID that the consent’s status does not confirm passes', async () => {
    const { list } = await accountsAfter('list_401_once', { attempt: { number: 1, ms: 1_000, left: 60_000 } });
    await expect(list()).rejects.toMatchObject({ retryable: true });
    expect(await list()).toMatchObject({ accounts: expect.any(Array) });
  });

  test.each<[string, unknown]>([
    ['valid_until_datetime', expect.stringMatching(/^\d{4}-\d\d-\d\dT/)],
    ['valid_until_missing', undefined],
    ['list_201', expect.any(String)],
    ['long_account_ids', expect.any(String)],
    ['odd_account_ids', expect.any(String)],
  ])('odd answers are read: %s', async (psu_id, valid_until) => {
    const { list } = await accountsAfter(psu_id);
    const { accounts, ...rest } = await list();
    expect(rest.valid_until).toEqual(valid_until);
    expect((accounts as string[]).length).toBeGreaterThan(0);
  });
});

describe('What we ask for', () => {
  test.each(['no_global_consent', 'bank_offered_only', 'consent_30_days', 'once_a_day'])(
    'a consent that the bank refuses as it was asked for is asked for as it may take it: %s',
    async (psu_id) => {
      const more = psu_id === 'consent_30_days' ? { valid_days: 30 } : {};
      expect((await consent(psu_id, {}, more)).state).toMatchObject(VALID);
    },
  );

  test('a bank that wants the accounts named: the user is asked for them', async () => {
    await expect(ask('user_redirect', { bank: 'roster' })).rejects.toMatchObject({ code: 'ais.accounts_needed' });
  });

  test('chosen accounts, purpose, duration and one-off access are asked for', async () => {
    const [account] = accountsOf({ psu_id: 'user_redirect' });
    const wishes = {
      accounts: [account?.iban as string],
      access: ['accounts', 'balances'],
      valid_days: 10,
      one_off: true,
    };
    const { consent_id, state } = await consent('user_redirect', {}, wishes);
    expect(state).toMatchObject(VALID);
    const answer = await fetch(`${world.bank_url}/psd2/v1/consents/${consent_id}`, {
      headers: { 'x-request-id': crypto.randomUUID() },
    });
    expect(await answer.json()).toMatchObject({
      access: { accounts: [{ iban: account?.iban }], balances: [{ iban: account?.iban }] },
      recurringIndicator: false,
      frequencyPerDay: 1,
      validUntil: new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10),
    });
  });

  test('a bank that the environment does not have is told as such', async () => {
    await expect(ask('user_redirect', { bank: 'nowhere' })).rejects.toMatchObject({ code: 'bank.unknown' });
  });

  test('a name that can’t be one of this bank’s never reaches it', async () => {
    await expect(ask('ana', { bank: 'nudge' })).rejects.toMatchObject({ code: 'bank.psu_unknown' });
  });
});

describe('Payments', () => {
  test.each<[string, JsonObject, string]>([
    ['wrong check digits', { creditor_iban: 'DE00370400440532013000' }, 'pis.creditor_iban_invalid'],
    ['an own IBAN that is none', { debtor_iban: 'DE12' }, 'pis.debtor_iban_invalid'],
    ['an amount of nothing', { amount: '0.00' }, 'pis.amount_invalid'],
    ['three decimals', { amount: '1.001' }, 'pis.amount_invalid'],
    ['a currency that the bank does not send', { currency: 'JPY' }, 'pis.currency_not_offered'],
    ['a name of no letters that SEPA has', { creditor_name: '株式会社' }, 'pis.creditor_name_invalid'],
    ['a name too long', { creditor_name: 'x'.repeat(80) }, 'pis.creditor_name_invalid'],
    ['a text too long', { remittance: 'x'.repeat(141) }, 'pis.remittance_invalid'],
    ['no account at a bank that wants one', { bank: 'ledgerxml' }, 'pis.debtor_iban_needed'],
  ])('%s is found before the bank is asked, and names the field', async (_what, more, code) => {
    for (const operation of ['pis.prepare', 'pis.pay']) {
      const psu = operation === 'pis.pay' ? { psu_id: 'user_redirect' } : {};
      await expect(world.call(operation, { ...psu, ...ORDER, ...more })).rejects.toMatchObject({
        code,
        uncertain: false,
      });
    }
  });

  test('pasted IBANs and other alphabets are written as banks take them, and what changed is said', async () => {
    const typed = {
      ...ORDER,
      creditor_iban: ' de89 3704 0044 0532 0130 00 ',
      creditor_name: 'Jürgen Ștefănescu & Søn',
      remittance: '№ 7 “rent”',
    };
    expect(await world.call('pis.prepare', typed)).toEqual({
      creditor_iban: 'DE89370400440532013000',
      creditor_name: 'Juergen Stefanescu + Son',
      remittance: "No 7 'rent'",
      amount: '24.90',
      currency: 'EUR',
      changed: true,
    });
    expect((await payment('sepa_characters', {}, { remittance: typed.remittance })).state).toMatchObject(DONE);
  });

  test.each<[string, JsonObject, string]>([
    ['debtor_required', {}, 'pis.debtor_iban_needed'],
    ['short_remittance', { remittance: 'x'.repeat(40) }, 'pis.remittance_invalid'],
  ])('a field that the bank refuses (%s) is named', async (psu_id, more, code) => {
    await expect(world.call('pis.pay', { psu_id, ...ORDER, ...more })).rejects.toMatchObject({
      code,
      uncertain: false,
    });
  });

  test('accepted is an end, though settling takes days', async () => {
    for (const psu_id of ['payment_accp_days', 'payment_acsp_days']) {
      const { payment_id, product } = await payment(psu_id);
      const args = { payment_id, product };
      expect((await world.call('pis.accepted', args)).transaction_status).toMatch(/^AC[CS]P$/);
      expect(await world.call('pis.status', args)).toMatchObject({ state: 'accepted' });
      const last = contextOf({ attempt: { number: 900, ms: 10_000, left: 5_000 } });
      expect((await world.call('pis.settled', args, last)).transaction_status).toMatch(/^AC[CS]P$/);
    }
  });

  test('an instant payment is final with the profile’s own status', async () => {
    const { payment_id, product } = await payment('user_redirect', {}, { bank: 'prompt', product: 'instant' });
    expect(product).toBe('instant');
    const args = { bank: 'prompt', payment_id, product };
    await world.poll((ctx) => world.call('pis.settled', args, ctx));
    expect(await world.call('pis.status', args)).toEqual({ transaction_status: 'ACCC', state: 'settled' });
  });

  test('a bank that refuses an instant payment is asked for a standard one, if the skill allows', async () => {
    const fallback = await payment('instant_refused', {}, { product: 'instant_or_standard' });
    expect(fallback).toMatchObject({ product: 'standard', state: DONE });
    const only = { psu_id: 'instant_refused', ...ORDER, product: 'instant' };
    await expect(world.call('pis.pay', only)).rejects.toMatchObject({ code: 'pis.rejected' });
    await expect(world.call('pis.pay', { ...only, bank: 'pager' })).rejects.toMatchObject({
      code: 'pis.product_not_offered',
    });
  });

  test.each(['lost_creation', 'lost_creation_502'])(
    'a payment whose creation was not answered (%s) is not made twice, and nobody says that nothing happened',
    async (psu_id) => {
      await expect(world.call('pis.pay', { psu_id, ...ORDER })).rejects.toMatchObject({
        code: 'error',
        retryable: false,
        uncertain: true,
      });
    },
  );

  test('a payment whose creation was not answered is asked for again where the bank replays, and is made once', async () => {
    const order = { psu_id: 'lost_creation', ...ORDER, bank: 'prompt' };
    const sending = { wasBegun: true, begin: async () => {}, notTaken: () => {} };
    const { payment_id } = await world.poll((ctx) => world.call('pis.pay', order, { ...ctx, sending }));
    expect(await count(payment_id as string, 'payment.created')).toBe(1);
  });

  test('a cancellation that the user would have to authorise is no end: the payment is followed to its own', async () => {
    const { payment_id } = (await world.call('pis.pay', { psu_id: 'cancel_by_sca', ...ORDER })) as {
      payment_id: string;
    };
    await expect(world.call('pis.cancel', { payment_id })).rejects.toMatchObject({ code: 'pending', retryable: true });
    expect(await count(payment_id, 'payment.cancelled')).toBe(0);
  });

  test('a cancellation whose answer was lost is looked up', async () => {
    const { payment_id } = (await world.call('pis.pay', { psu_id: 'lost_deletion', ...ORDER })) as {
      payment_id: string;
    };
    await world.poll((ctx) => world.call('pis.cancel', { payment_id }, ctx));
    expect(await count(payment_id, 'payment.cancelled')).toBe(1);
  });
});

describe('Verification of the payee', () => {
  const verify = (creditor_name: string, creditor_iban: string, more: JsonObject = {}) =>
    world.call('pis.verify_payee', { creditor_name, creditor_iban, ...more });

  test('tells a match, a close match with the name, no match, and that it was not possible', async () => {
    const { KNOWN_HOLDERS, UNVERIFIABLE_IBAN } = jest.requireActual<
      typeof import('../../sandbox/bank/payee-verification')
    >('../../sandbox/bank/payee-verification');
    const [[iban, holder]] = Object.entries(KNOWN_HOLDERS) as [[string, string]];
    expect(await verify(holder, iban)).toEqual({ result: 'match' });
    expect(await verify('Ana Popesc', iban)).toEqual({ result: 'close_match', name: holder });
    expect(await verify('Somebody Else', iban)).toEqual({ result: 'no_match' });
    expect(await verify('Anybody', UNVERIFIABLE_IBAN)).toEqual({ result: 'not_possible' });
    expect(await verify('Anybody', iban, { bank: 'pager' })).toEqual({ result: 'not_possible' });
  });
});

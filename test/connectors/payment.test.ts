import type { JsonObject } from '../../domain/json';
import { contextOf, openBank, openScriptedBank, type TestBank } from './fixture';

let bank: TestBank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const ORDER = {
  creditor_name: 'Green Grocer SRL',
  creditor_iban: 'DE89370400440532013000',
  amount: '24.90',
  currency: 'EUR',
};
const initiate = (more: JsonObject = {}, ctx = contextOf()) =>
  bank.call('pis.initiate', { psu_id: 'user_embedded', ...ORDER, ...more }, ctx);

async function authorise(psu_id: string) {
  const { payment_id, links } = (await initiate({ psu_id })) as { payment_id: string; links: JsonObject };
  const sca = bank.sca('pis.authorise');
  const state = await sca.begin({ payment_id, psu_id, links }, contextOf());
  if (state.state === 'challenge')
    return { payment_id, state: await sca.answer(state.handle, { otp: '123456' }, contextOf()) };
  if (state.state !== 'redirect') throw new Error(state.state);
  await fetch(state.url, {
    method: 'POST',
    body: new URLSearchParams({ psu_id, password: 'sandbox', decision: 'approve' }),
    redirect: 'manual',
  });
  return { payment_id, state: await sca.status(state.handle, contextOf(), false) };
}

/** As Temporal does it: again, while the answer is `pending`. */
async function settled(payment_id: string): Promise<JsonObject> {
  for (;;) {
    try {
      return await bank.call('pis.settled', { payment_id });
    } catch (error) {
      if ((error as { code?: string }).code !== 'pending') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test('a payment is initiated, authorised with a code, and waited for until it has settled', async () => {
  const { payment_id, state } = await authorise('user_embedded');
  expect(state).toMatchObject({ state: 'done', result: { transaction_status: 'ACTC' } });
  await expect(bank.call('pis.settled', { payment_id })).rejects.toMatchObject({ code: 'pending', retryable: true });
  expect(await settled(payment_id)).toEqual({ transaction_status: 'ACSC' });
});

test('a payment that the bank rejects after all is told so', async () => {
  const { payment_id, state } = await authorise('user_payment_rejected');
  expect(state).toMatchObject({ state: 'done' });
  await expect(settled(payment_id)).rejects.toMatchObject({ code: 'pis.rejected', retryable: false });
});

test.each([
  ['to an account that takes no payments', { creditor_iban: 'DE68999123456660006660' }],
  ['to an IBAN with wrong check digits', { creditor_iban: 'DE00370400440532013000' }],
  ['of nothing', { amount: '0' }],
])('a payment %s is rejected, which is final', async (_why, more) => {
  await expect(initiate(more)).rejects.toMatchObject({ code: 'pis.rejected', retryable: false, uncertain: false });
});

describe('an attempt that comes after one whose worker died', () => {
  const sending = (wasBegun: boolean) => ({ wasBegun, begin: jest.fn(), notTaken: jest.fn() });

  test('sends no second payment, and says that nobody knows of the first', async () => {
    const ctx = contextOf({ sending: sending(true) });
    await expect(initiate({}, ctx)).rejects.toMatchObject({ code: 'error', retryable: false, uncertain: true });
    expect(await bank.effects(ctx.key, 'payment')).toEqual([]);
  });

  test('can tell, for each notes that it sends before it does', async () => {
    const ctx = contextOf({ sending: sending(false) });
    await initiate({}, ctx);
    expect(ctx.sending?.begin).toHaveBeenCalledTimes(1);
    expect(ctx.sending?.notTaken).not.toHaveBeenCalled();
  });

  test('sends it where the bank is known not to have taken it', async () => {
    const ctx = contextOf({ sending: sending(false) });
    await expect(initiate({ psu_id: 'user_flaky' }, ctx)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    expect(ctx.sending?.notTaken).toHaveBeenCalledTimes(1);
  });
});

describe('cancelling', () => {
  test('withdraws a payment that was not authorised yet, and again without harm', async () => {
    const { payment_id } = (await initiate()) as { payment_id: string };
    await bank.call('pis.cancel', { payment_id });
    await bank.call('pis.cancel', { payment_id });
    expect(await bank.effectsOf(payment_id)).toEqual(['payment.created', 'payment.cancelled']);
  });

  test('leaves a payment whose answer was lost to lapse, for it was never authorised', async () => {
    const lost = contextOf();
    const { payment_id } = (await initiate({}, lost)) as { payment_id: string };
    const undo = contextOf({ undoes: lost.key });
    await expect(bank.call('pis.cancel', { psu_id: 'user_embedded', ...ORDER }, undo)).resolves.toEqual({});
    expect(await bank.effectsOf(payment_id)).toEqual(['payment.created']);
  });

  test('a payment that has settled can’t be cancelled: it is told as carried out', async () => {
    const { payment_id } = await authorise('user_embedded');
    await settled(payment_id);
    await expect(bank.call('pis.cancel', { payment_id })).rejects.toMatchObject({
      code: 'pis.executed',
      retryable: false,
    });
  });
});

describe('a payment for which the bank offers no way to authorise', () => {
  const begin = async (transactionStatus: string, links: Record<string, { href: string }> = {}) => {
    const scripted = await openScriptedBank(() => ({
      body: { transactionStatus, paymentId: 'p-1', _links: { self: { href: '/psd2/v1/p-1' }, ...links } },
    }));
    try {
      const payment = (await scripted.call('pis.initiate', { psu_id: 'ana', ...ORDER })) as JsonObject;
      const { payment_id, links: way } = payment as { payment_id: string; links: JsonObject };
      return await scripted.sca('pis.authorise').begin({ payment_id, psu_id: 'ana', links: way }, contextOf());
    } finally {
      await scripted.close();
    }
  };

  test.each(['ACTC', 'ACCP'])('is exempted where it is in order (%s), and followed from there', async (status) => {
    expect(await begin(status)).toEqual({ state: 'done', result: { transaction_status: status } });
  });

  test('is not where it was only received, or where the bank wants what can’t be done here', async () => {
    expect(await begin('RCVD')).toMatchObject({ state: 'failed' });
    expect(await begin('ACTC', { scaOAuth: { href: 'https://bank.example/oauth' } })).toMatchObject({
      state: 'failed',
    });
  });
});

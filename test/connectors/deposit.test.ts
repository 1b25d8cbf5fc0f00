import { contextOf, openBank, type TestBank } from './fixture';

let bank: TestBank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const quote = (value = '100000', period = '12', currency = 'EUR') =>
  bank.call('deposit.quote', { value, currency, period });
async function hold(value = '100000', ctx = contextOf()): Promise<string> {
  const { quote_id } = await quote(value);
  return (await bank.call('deposit.hold', { quote_id: quote_id as string, value, currency: 'EUR' }, ctx))
    .hold_id as string;
}
async function signed(value?: string): Promise<string> {
  const hold_id = await hold(value);
  const sca = bank.sca('deposit.authorise');
  const state = await sca.begin({ hold_id, psu_id: 'user_embedded' }, contextOf());
  if (state.state !== 'challenge') throw new Error(state.state);
  expect(await sca.answer(state.handle, { otp: '123456' }, contextOf())).toEqual({ state: 'done', result: {} });
  return hold_id;
}

test('a deposit is quoted, held, signed and opened', async () => {
  expect(await quote()).toMatchObject({
    rate: expect.stringMatching(/^\d/),
    maturity_date: expect.stringMatching(/^\d{4}-/),
  });
  const opened = await bank.call('deposit.open', { hold_id: await signed() });
  expect(opened).toMatchObject({ deposit_id: expect.any(String), iban: expect.stringMatching(/^[A-Z]{2}\d{2}/) });
});

test('terms that the bank doesn’t offer are an outcome, not a fault', async () => {
  await expect(quote('999')).rejects.toMatchObject({ code: 'deposit.terms_unavailable', retryable: false });
  await expect(quote('100000', '3', 'RON')).rejects.toMatchObject({ code: 'deposit.terms_unavailable' });
  const stale = bank.call('deposit.hold', { quote_id: 'no-such', value: '100000', currency: 'EUR' });
  await expect(stale).rejects.toMatchObject({ code: 'deposit.terms_unavailable' });
});

test('a deposit that the bank declines is told so', async () => {
  const hold_id = await signed('66600');
  await expect(bank.call('deposit.open', { hold_id })).rejects.toMatchObject({
    code: 'deposit.declined',
    retryable: false,
  });
});

test('a deposit is signed by redirect too, and a failed signature leaves the hold as it is', async () => {
  const hold_id = await hold();
  const sca = bank.sca('deposit.authorise');
  const first = await sca.begin({ hold_id, psu_id: 'user_redirect' }, contextOf());
  await bank.login(first, 'decline');
  expect(await sca.status('handle' in first ? first.handle : null, contextOf(), true)).toMatchObject({
    state: 'failed',
  });
  const second = await sca.begin({ hold_id, psu_id: 'user_redirect' }, contextOf());
  await bank.login(second, 'approve');
  expect(await sca.status('handle' in second ? second.handle : null, contextOf(), false)).toMatchObject({
    state: 'done',
  });
});

describe('releasing a hold', () => {
  test('by its id, and again without harm', async () => {
    const hold_id = await hold();
    await bank.call('deposit.release', { hold_id });
    await bank.call('deposit.release', { hold_id });
    expect(await bank.effectsOf(hold_id)).toEqual(['hold.created', 'hold.released']);
  });

  test('by the request that made it, when its answer was lost', async () => {
    const lost = contextOf();
    const hold_id = await hold('100000', lost);
    await bank.call('deposit.release', {}, contextOf({ undoes: lost.key }));
    expect(await bank.effectsOf(hold_id)).toEqual(['hold.created', 'hold.released']);
  });

  test('that was never made is no fault', async () => {
    await expect(bank.call('deposit.release', {}, contextOf({ undoes: 'never-sent' }))).resolves.toEqual({});
  });
});

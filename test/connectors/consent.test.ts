import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { contextOf, openBank, type TestBank } from './fixture';

let bank: TestBank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const begin = async (psu_id: string) => {
  const consent = await bank.call('ais.consent', { psu_id });
  const args = {
    consent_id: consent.consent_id as string,
    psu_id,
    links: consent.links as JsonObject,
    approach: consent.approach as string,
  };
  return { consent, args, state: await bank.sca('ais.authorise').begin(args, contextOf()) };
};
const handleOf = (state: ScaState) => {
  if (!('handle' in state)) throw new Error(`over: ${JSON.stringify(state)}`);
  return state.handle;
};
const answer = (
  state: ScaState,
  given: { otp: string } | { authentication_method_id: string } | { password: string },
) => bank.sca('ais.authorise').answer(handleOf(state), given, contextOf());
const status = (state: ScaState, once = false) => bank.sca('ais.authorise').status(handleOf(state), contextOf(), once);
const DONE = { state: 'done', result: { consent_status: 'valid', consent_id: expect.any(String) } };

describe('a consent by redirect', () => {
  test('the user is sent to the bank’s page and comes back to the visit’s own address', async () => {
    const { state, consent } = await begin('user_redirect');
    expect(consent.approach).toBe('REDIRECT');
    expect(state).toMatchObject({ state: 'redirect', url: expect.stringContaining(`${bank.bank_url}/login/`) });
    expect(await bank.login(state, 'approve')).toBe(contextOf().redirect.ok);
    expect(await status(state)).toEqual(DONE);
  });

  test('while the user is away, a poll is told to come again, and a single look gives back the same state', async () => {
    const { state } = await begin('user_redirect');
    await expect(status(state)).rejects.toMatchObject({ code: 'pending', retryable: true });
    expect(await status(state, true)).toEqual(state);
  });

  test('a user who declines fails the authorisation with a sentence', async () => {
    const { state } = await begin('user_redirect');
    expect(await bank.login(state, 'decline')).toBe(contextOf().redirect.nok);
    expect(await status(state)).toEqual({
      state: 'failed',
      message: 'The authorisation was refused or cancelled at the bank.',
    });
  });
});

describe('a consent by the decoupled way', () => {
  test('the user is told what to do, and the bank is polled until the phone approves', async () => {
    const { state } = await begin('user_decoupled');
    expect(state).toMatchObject({ state: 'decoupled', message: expect.stringContaining('approve request') });
    await expect(status(state)).rejects.toMatchObject({ code: 'pending', retryable: true });
    await bank.phone(state, 'approve');
    expect(await status(state)).toEqual(DONE);
  });

  test('a phone that declines fails it', async () => {
    const { state } = await begin('user_decoupled');
    await bank.phone(state, 'decline');
    expect(await status(state, true)).toMatchObject({ state: 'failed' });
  });
});

describe('a consent by the embedded way', () => {
  test('the bank’s only method is taken, and its challenge is shown', async () => {
    const { state } = await begin('user_embedded');
    expect(state).toMatchObject({
      state: 'challenge',
      kind: 'otp',
      show: { otp_max_length: 6, otp_format: 'integer' },
    });
    expect(await answer(state, { otp: '123456' })).toEqual(DONE);
  });

  test('a wrong code is asked for again with a reason, until the bank has had enough', async () => {
    const { state } = await begin('user_embedded');
    const second = await answer(state, { otp: '000000' });
    expect(second).toMatchObject({
      state: 'challenge',
      kind: 'otp',
      error: 'The code was not accepted. Please try again.',
    });
    const third = await answer(second, { otp: '000001' });
    expect(third).toMatchObject({ state: 'challenge' });
    expect(await answer(third, { otp: '000002' })).toMatchObject({ state: 'failed' });
  });

  test('a code after a wrong one is still good', async () => {
    const { state } = await begin('user_embedded');
    expect(await answer(await answer(state, { otp: '999999' }), { otp: '123456' })).toEqual(DONE);
  });

  test('a user with several methods chooses one, and a choice that was not offered is asked for again', async () => {
    const { state } = await begin('user_embedded_choice');
    expect(state).toMatchObject({ state: 'challenge', kind: 'method', choices: [{ id: 'sms' }, { id: 'photo' }] });
    expect(await answer(state, { authentication_method_id: 'pigeon' })).toMatchObject({
      kind: 'method',
      error: expect.any(String),
    });
    const photo = await answer(state, { authentication_method_id: 'photo' });
    expect(photo).toMatchObject({ state: 'challenge', kind: 'otp', show: { image: expect.any(String) } });
    expect(await answer(photo, { otp: '123456' })).toEqual(DONE);
  });

  test('the password comes first where the bank wants it', async () => {
    const { state } = await begin('user_password');
    expect(state).toMatchObject({ state: 'challenge', kind: 'password' });
    const otp = await answer(state, { password: 'sandbox' });
    expect(otp).toMatchObject({ state: 'challenge', kind: 'otp' });
    expect(await answer(otp, { otp: '123456' })).toEqual(DONE);
  });

  test('the note that travels with the session stays below 4 KiB', async () => {
    const { state } = await begin('user_embedded_choice');
    const photo = await answer(state, { authentication_method_id: 'photo' });
    for (const one of [state, photo]) expect(JSON.stringify(handleOf(one)).length).toBeLessThan(4096);
  });
});

describe('one operation at the bank', () => {
  test('a repeated attempt has the same request id, and goes on with the consent that it was told of', async () => {
    const ctx = contextOf();
    const first = await bank.call('ais.consent', { psu_id: 'user_redirect' }, ctx);
    const second = await bank.call('ais.consent', { psu_id: 'user_redirect' }, ctx);
    expect(second.consent_id).not.toBe(first.consent_id);
    expect((await bank.effects(ctx.key, 'consent')).map(({ resource_id }) => resource_id)).toEqual([
      first.consent_id,
      second.consent_id,
    ]);
  });

  test('a bank that recovers is asked again by the same operation', async () => {
    const ctx = contextOf();
    for (const _ of [1, 2]) {
      await expect(bank.call('ais.consent', { psu_id: 'user_flaky' }, ctx)).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
        uncertain: true,
        retryAfter: 1000,
      });
    }
    const { consent_id } = await bank.call('ais.consent', { psu_id: 'user_flaky' }, ctx);
    expect(await bank.effectsOf(consent_id as string)).toEqual(['consent.created']);
  });
});

describe('withdrawing a consent', () => {
  test('deletes it at the bank, and again without harm', async () => {
    const { consent_id } = await bank.consent('user_redirect');
    await bank.call('ais.revoke', { consent_id });
    await bank.call('ais.revoke', { consent_id });
    expect((await bank.effectsOf(consent_id)).filter((effect) => effect === 'consent.terminatedByTpp')).toHaveLength(1);
  });

  test('leaves a consent whose answer was lost to lapse, for it was never authorised', async () => {
    const lost = contextOf();
    const { consent_id } = await bank.call('ais.consent', { psu_id: 'user_redirect' }, lost);
    await bank.call('ais.revoke', { psu_id: 'user_redirect' }, contextOf({ undoes: lost.key }));
    expect(await bank.effectsOf(consent_id as string)).toEqual(['consent.created']);
  });

  test('an unknown user is told as an outcome, and an unknown consent as withdrawn', async () => {
    await expect(bank.call('ais.consent', { psu_id: 'nobody' })).rejects.toMatchObject({
      code: 'bank.psu_unknown',
      retryable: false,
      uncertain: false,
    });
    await expect(bank.call('ais.revoke', { consent_id: 'no-such' })).resolves.toEqual({});
  });

  test('a consent that was withdrawn can no longer be authorised', async () => {
    const { args } = await begin('user_redirect');
    await bank.call('ais.revoke', { consent_id: args.consent_id });
    expect(await bank.sca('ais.authorise').begin(args, contextOf())).toMatchObject({ state: 'failed' });
  });
});

test('the accounts of a consent are listed with the day it ends', async () => {
  const { consent_id, accounts } = await bank.consent('user_redirect');
  expect(accounts).toHaveLength(3);
  const listed = await bank.call('ais.accounts', { consent_id });
  expect(listed.valid_until).toMatch(/^\d{4}-\d{2}-\d{2}T23:59:59Z$/);
});

import type { JsonObject } from '../../domain/json';
import { customerNumber } from '../../sandbox/bank/customer-number';
import { accountsOf } from '../../sandbox/bank/portfolio';
import { CLOTHES, openWorld, type World } from './conversation';
import { contextOf } from './fixture';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Banks at which users sign in instead of giving a consent. */
const WITHOUT_CONSENTS = new Set(['turnstile', 'signet']);

/** A user of each bank. */
const userOf = (bank: string): string =>
  bank === 'nudge'
    ? customerNumber({ psu_id: 'user_decoupled' })
    : bank === 'lockbox'
      ? 'user_embedded'
      : 'user_redirect';
const ibansOf = (bank: string, psu_id: string): string[] =>
  accountsOf({ bank, psu_id }).flatMap(({ iban }) => iban ?? []);
/** Consents that name the accounts, where the bank takes no others. */
const named = (bank: string) => (bank === 'roster' ? { accounts: ibansOf(bank, userOf(bank)) } : {});

describe.each(['generic', ...CLOTHES])('%s', (name) => {
  const bank = name === 'generic' ? {} : { bank: name };

  test('gives a consent by its own way, and says which accounts it covers', async () => {
    const psu_id = userOf(name);
    const signedIn = await world.signIn(bank.bank, psu_id, 'ais');
    const consent = await world.call('ais.consent', { ...bank, ...signedIn, psu_id, ...named(name) });
    const first = { consent_id: consent.consent_id as string, links: consent.links as JsonObject };
    const state = await world.authorise('ais.authorise', { ...bank, ...signedIn, psu_id, ...first });
    expect(state).toMatchObject({ state: 'done', result: { consent_status: 'valid' } });
    const { token, consent_id } = (state as { result: JsonObject }).result;
    const around = { ...bank, consent_id: consent_id as string, ...(token ? { token } : {}) };
    const listed = await world.poll((ctx) => world.call('ais.accounts', around, ctx));
    expect((listed.accounts as string[]).length).toBeGreaterThan(0);
    if (!WITHOUT_CONSENTS.has(name)) expect(listed.valid_until).toMatch(/^\d{4}-/);
  }, 60_000);

  test('takes a payment by its own way', async () => {
    const psu_id = userOf(name);
    const [debtor_iban] = ibansOf(name, psu_id);
    const order = {
      creditor_name: 'Green Grocer SRL',
      creditor_iban: 'de89 3704 0044 0532 0130 00',
      amount: '24.90',
      currency: 'EUR',
      debtor_iban: debtor_iban as string,
    };
    const prepared = await world.call('pis.prepare', { ...bank, ...order });
    expect(prepared).toMatchObject({ creditor_iban: 'DE89370400440532013000', changed: false });
    const signedIn = await world.signIn(bank.bank, psu_id, 'pis');
    const paid = await world.call('pis.pay', { ...bank, ...signedIn, psu_id, ...order });
    const { payment_id, product } = paid as { payment_id: string; product: string };
    const args = { ...bank, ...signedIn, psu_id, payment_id, product, links: paid.links as JsonObject };
    const state = await world.authorise('pis.authorise', args);
    expect(state).toMatchObject({ state: 'done' });
    const { token } = (state as { result: JsonObject }).result;
    const more = token ? { token } : {};
    const accepted = await world.poll((ctx) =>
      world.call('pis.accepted', { ...bank, payment_id, product, ...more }, ctx),
    );
    expect(accepted.transaction_status).toMatch(/^(ACSP|ACCP|ACSC|ACCC)$/);
    expect(await world.effectsOf(payment_id)).toEqual(expect.arrayContaining(['payment.created']));
  }, 60_000);

  test('takes back a consent that nobody has authorised', async () => {
    const psu_id = userOf(name);
    const signedIn = await world.signIn(bank.bank, psu_id, 'ais');
    const { consent_id } = await world.call('ais.consent', { ...bank, ...signedIn, psu_id, ...named(name) });
    await world.call('ais.revoke', { ...bank, ...signedIn, consent_id: consent_id as string }, contextOf());
    if (WITHOUT_CONSENTS.has(name)) return expect(consent_id).toBe('none');
    expect(await world.effectsOf(consent_id as string)).toEqual(expect.arrayContaining(['consent.terminatedByTpp']));
  });
});

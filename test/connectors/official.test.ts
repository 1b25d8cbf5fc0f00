import { loadProfiles } from '../../connectors/berlin-group/profile';
import type { JsonObject } from '../../domain/json';
import { BANKS } from '../../sandbox/bank/clothes/wardrobe';
import { customerNumber } from '../../sandbox/bank/customer-number';
import { accountsOf } from '../../sandbox/bank/portfolio';
import { type Fault, judgeRequest, type Sent } from '../sandbox/official/requests';
import { openWorld, type World } from './conversation';
import { contextOf } from './fixture';
import type { Fronted } from './official/fronted';
import { openRelay, type Relay } from './official/relay';

const profiles = loadProfiles();
const NAMES = profiles.names();
const clothes = (name: string) => BANKS.find((one) => one.name === name);

/** Who answers for a profile: the bank of the sandbox that wears it, else one with the same way of OAuth. */
function frontedAs(name: string): Fronted {
  const profile = profiles.get(name);
  const { kind, token_for_consent } = profile.oauth;
  const standIn = kind === 'sca' ? (token_for_consent ? 'tollgate' : 'gateway') : 'generic';
  const answeredBy = clothes(name) ?? clothes(standIn);
  if (!answeredBy) throw new Error(`no bank answers for ${name}`);
  return { profile, base: name === 'generic' ? '/psd2' : `/banks/${name}`, answeredBy };
}
const FRONTED = new Map(NAMES.map((name) => [name, frontedAs(name)]));
const at = (name: string): Fronted => FRONTED.get(name) as Fronted;

let world: World;
let relay: Relay;
beforeAll(async () => {
  world = await openWorld(async (bank_url) => {
    relay = await openRelay(bank_url, [...FRONTED.values()]);
    const others = NAMES.filter((name) => name !== 'generic');
    const settings = {
      XYZ_SBX_BANK_URL: `${relay.url}/psd2`,
      XYZ_SBX_BANKS: others.map((name) => `${name}=${relay.url}/banks/${name}`).join(','),
      XYZ_SBX_CLIENT_SECRET: 'hush',
    };
    return { settings, close: relay.close };
  });
});
afterAll(() => world.close());

/** OAuth's own servers, and the check of payees, are no part of the standard's description: the profile names them. */
function isOutside({ profile: { paths, oauth, pis }, base }: Fronted, { path }: Sent): boolean {
  const own = [oauth.authorize, oauth.token, 'oauth/', '.well-known/', ...(pis.verify_payee ? [paths.payee] : [])];
  return own.some((each) => each !== undefined && path.startsWith(`${base}/${each}`));
}

const judged = (name: string) => {
  const bank = at(name);
  const sent = (relay.sent.get(name) ?? []).filter((each) => !isOutside(bank, each));
  return sent.map((each) => judgeRequest(bank.profile, bank.base, each));
};
/** What is wrong with requests, and no profile says that its bank wants it so. */
const unexcused = (name: string): string[] => [
  ...new Set(judged(name).flatMap(({ faults }) => faults.flatMap(({ text, profile }: Fault) => (profile ? [] : text)))),
];

/** Users of each way of authentication that a bank may have. */
function usersOf(name: string): string[] {
  if (name === 'nudge') return [customerNumber({ psu_id: 'user_decoupled' })];
  if (name === 'lockbox') return ['user_embedded', 'user_embedded_choice'];
  const plain = ['user_decoupled', 'user_embedded_choice', 'user_password', 'unconfirmed', 'cancel_by_sca'];
  return name === 'generic' ? ['user_redirect', ...plain] : ['user_redirect'];
}
const bankOf = (name: string): JsonObject => (name === 'generic' ? {} : { bank: name });
const ibansOf = (name: string, psu_id: string): string[] =>
  accountsOf({ bank: at(name).answeredBy.name, psu_id }).flatMap(({ iban }) => iban ?? []);

/** The token of a user who signs in first, where the bank wants that. */
async function signedIn(name: string, psu_id: string, service: string): Promise<JsonObject> {
  const sca = world.sca('bank.sign_in');
  const state = await sca.begin({ ...bankOf(name), service }, contextOf());
  if (state.state !== 'redirect') return {};
  const form = new URLSearchParams({ psu_id, password: 'sandbox', decision: 'approve' });
  const answer = await fetch(state.url, { method: 'POST', body: form, redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  const end = await sca.status(state.handle, contextOf(), false, Object.fromEntries(back.searchParams));
  return (end as { result: JsonObject }).result;
}

async function readWithConsent(name: string, psu_id: string, wishes: JsonObject = {}): Promise<void> {
  const { profile, base, answeredBy } = at(name);
  const { psu, consent } = profile;
  if (!consent.resource && answeredBy.base !== base) return readWithToken(name, psu_id);
  const isNamed = psu.iban_first || consent.kinds[0] === 'detailed';
  const args = { ...bankOf(name), psu_id, ...(await signedIn(name, psu_id, 'ais')) };
  const accounts = isNamed ? { accounts: ibansOf(name, psu_id) } : {};
  const { consent_id, links } = await world.call('ais.consent', { ...args, ...accounts, ...wishes });
  const named = { ...args, consent_id: consent_id as string };
  const end = await world.authorise('ais.authorise', { ...named, links: links as JsonObject });
  expect(end).toMatchObject(DONE);
  const body: JsonObject = { ...named, ...(end as { result: JsonObject }).result };
  await world.poll((ctx) => world.call('ais.accounts', body, ctx));
  const { data } = world.connector;
  const { data: listed } = await data.accounts(body, present, (all) => all);
  const [account] = listed;
  if (!account) throw new Error('no account');
  await data.status(body, {});
  for (const booking_status of ['booked', 'both', 'pending'] as const) {
    const first = await data.history(body, account, { booking_status }, {}, present);
    if (first.next) await data.history(body, account, { booking_status }, { place: first.next }, present);
  }
  await data.history(body, account, { booking_status: 'booked', ...LAST_MONTH }, {}, {});
  await data.revoke(body, {});
}
/** For a profile without consents, whose stand-in wants one: only what is asked counts, and all of it is refused. */
async function readWithToken(name: string, psu_id: string): Promise<void> {
  const args = { ...bankOf(name), psu_id, ...(await signedIn(name, psu_id, 'ais')) };
  const { consent_id, links } = await world.call('ais.consent', args);
  const body: JsonObject = { ...args, consent_id: consent_id as string };
  expect(await world.authorise('ais.authorise', { ...body, links: links as JsonObject })).toMatchObject(DONE);
  const { data } = world.connector;
  const account = { resource_id: 'a-1', currency: 'EUR' };
  await expect(data.accounts(body, present, (all) => all)).rejects.toThrow();
  await expect(data.history(body, account, { booking_status: 'booked' }, {}, present)).rejects.toThrow();
}
const DONE = { state: 'done' };
const present = { psu: { ip_address: '192.0.2.7', user_agent: 'App/1.0' } };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const LAST_MONTH = { date_from: daysAgo(30), date_to: daysAgo(1) };

const ORDER = { creditor_name: 'Grocer', creditor_iban: 'DE89370400440532013000', amount: '24.90', currency: 'EUR' };

async function pay(name: string, psu_id: string, more: JsonObject = {}): Promise<JsonObject> {
  const { debtor_account } = at(name).profile.pis;
  const [debtor_iban = ''] = debtor_account === 'required' ? ibansOf(name, psu_id) : [];
  const who = { ...bankOf(name), psu_id, ...(await signedIn(name, psu_id, 'pis')) };
  const order = { ...ORDER, ...(debtor_iban && { debtor_iban }), ...more };
  const { payment_id, product, links } = await world.call('pis.pay', { ...who, ...order });
  return { ...who, payment_id: payment_id as string, product: product as string, links: links as JsonObject };
}

async function payAndCancel(name: string, psu_id: string): Promise<void> {
  await world.call('pis.verify_payee', { ...bankOf(name), ...ORDER });
  const paid = await pay(name, psu_id, { remittance: 'Order 17' });
  const end = await world.authorise('pis.authorise', paid);
  expect(end).toMatchObject(DONE);
  const { links: _links, ...named } = { ...paid, ...(end as { result: JsonObject }).result };
  await world.poll((ctx) => world.call('pis.accepted', named, ctx));
  const { links: _unused, ...open } = await pay(name, psu_id, { debtor_iban: ibansOf(name, psu_id)[0] as string });
  await world.call('pis.cancel', open).catch(() => undefined);
}

describe.each(NAMES)('What is sent to a bank of the profile %s', (name) => {
  test('for consents and data is official, but for what the profile says', async () => {
    for (const psu_id of usersOf(name)) await readWithConsent(name, psu_id);
    if (name === 'generic')
      for (const wishes of [{ one_off: true }, { accounts: ibansOf(name, 'user_redirect'), valid_days: 30 }])
        await readWithConsent(name, 'user_redirect', wishes);
    expect(unexcused(name)).toEqual([]);
  }, 90_000);

  test('for payments is official, but for what the profile says', async () => {
    for (const psu_id of usersOf(name)) await payAndCancel(name, psu_id);
    const { products } = at(name).profile.pis;
    if (products.instant) await pay(name, usersOf(name)[0] as string, { product: 'instant' });
    if (products.domestic) await pay(name, usersOf(name)[0] as string, { currency: 'RON' }).catch(() => undefined);
    expect(unexcused(name)).toEqual([]);
  }, 90_000);
});

test('Every operation that the connector has was judged', () => {
  const seen = new Set(NAMES.flatMap((name) => judged(name).map(({ operation }) => operation)));
  const [consent, payment] = ['/v1/consents/{consentId}', '/v1/{payment-service}/{payment-product}/{paymentId}'];
  const authorisations = [consent, payment].flatMap((one) => [
    `POST ${one}/authorisations`,
    `GET ${one}/authorisations/{authorisationId}`,
    `PUT ${one}/authorisations/{authorisationId}`,
  ]);
  for (const operation of [
    ...['POST /v1/consents', `GET ${consent}`, `GET ${consent}/status`, `DELETE ${consent}`],
    ...['POST /v1/{payment-service}/{payment-product}', `GET ${payment}/status`, `DELETE ${payment}`],
    ...authorisations,
    ...['GET /v1/accounts', 'GET /v1/accounts/{account-id}/balances', 'GET /v1/accounts/{account-id}/transactions'],
  ])
    expect(seen).toContain(operation);
});

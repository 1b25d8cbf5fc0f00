import { loadProfiles } from '../../connectors/berlin-group/profile';
import type { BankAccount, BankTransaction } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { judgeRequest } from '../sandbox/official/requests';
import { contextOf } from './fixture';
import { NAMES, openRecorded, type Recorded, type RecordedBank, recorded } from './recorded/bank';

let bank: RecordedBank;
afterEach(() => bank.close());

/** What the user does until the authorisation is over, and what they were asked for on the way. */
async function authorise(name: 'ais.authorise' | 'pis.authorise', args: JsonObject, { user }: Recorded) {
  const sca = bank.sca(name);
  const asks: string[] = [];
  let state = await sca.begin(args, contextOf());
  for (let turn = 0; turn < 10 && 'handle' in state; turn++) {
    asks.push(state.state === 'challenge' ? state.kind : state.state);
    state = state.state === 'challenge' ? await answered(sca, state, user) : await decided(sca, state, user);
  }
  return { asks, end: state };
}
type Handler = ReturnType<RecordedBank['sca']>;
type Challenge = Extract<ScaState, { state: 'challenge' }>;
type Elsewhere = Extract<ScaState, { state: 'redirect' | 'decoupled' }>;

function answered(sca: Handler, { handle, kind }: Challenge, user: Recorded['user']): Promise<ScaState> {
  const answers = {
    password: { password: user.password ?? '' },
    otp: { otp: user.otp ?? '' },
    method: { authentication_method_id: user.method ?? '' },
  };
  return sca.answer(handle, answers[kind], contextOf());
}

function decided(sca: Handler, state: Elsewhere, user: Recorded['user']): Promise<ScaState> {
  if (!('after_user' in state && state.after_user)) bank.goTo(user.decides);
  const asked = state.state === 'redirect' ? new URL(state.url).searchParams.get('state') : null;
  return sca.status(state.handle, contextOf(), false, asked === null ? undefined : { code: 'code-1', state: asked });
}

const accountText = ({ iban, currency, name, balances }: BankAccount): string =>
  `${iban} ${currency} ${name ?? '–'}: ${balances.map((each) => `${each.type} ${each.amount} ${each.currency}`).join(', ')}`;
const rowText = (row: BankTransaction): string =>
  `${row.booking_date} ${row.amount} ${row.currency} ${row.counterparty?.name ?? '–'}: ${row.remittance ?? '–'}`;
const present = { psu: { ip_address: '192.0.2.7', user_agent: 'App/1.0' } };

/** Every request by the official description, and by what this bank is known to want. */
function expectRightRequests({ profile, base, answers, wants = {} }: Recorded): void {
  const known = loadProfiles().get(profile);
  const told = JSON.stringify(answers);
  // OAuth’s server and downloads are no part of the standard’s description.
  const sent = bank.asked.filter(({ path }) => !/\/oauth\/token|\.well-known|\/download\//.test(path));
  const faults = sent.flatMap((each) => {
    const query = each.path.split('?')[1];
    return judgeRequest(known, base, { ...each, linked: query !== undefined && told.includes(`?${query}`) }).faults;
  });
  expect(faults.filter((fault) => fault.profile === undefined)).toEqual([]);
  const checked = sent.flatMap(({ method, path, headers }) => {
    const wanted = wants[`${method} ${path.split('?')[0]?.slice(base.length)}`] ?? {};
    return Object.entries(wanted).map(([name, value]) => [name, headers[name] ?? null, value]);
  });
  for (const [name, value, wanted] of checked) expect([name, value]).toEqual([name, wanted]);
}

const withConsent = NAMES.filter((name) => recorded(name).expect.consent);
test.each(withConsent)('A consent as recorded at %s ends right, and its data are read', async (name) => {
  const told = recorded(name);
  bank = await openRecorded(told);
  const { psu_id, expect: wanted } = told;
  const { consent_id, links } = await bank.call('ais.consent', { psu_id, ...told.consent });
  const args = {
    psu_id,
    consent_id: consent_id as string,
    ...(told.consent?.token ? { token: told.consent.token } : {}),
  };
  const { asks, end } = await authorise('ais.authorise', { ...args, links: links as JsonObject }, told);
  expect({ asks, end: end.state }).toEqual({ asks: wanted.consent?.asks, end: wanted.consent?.end });
  if (end.state === 'failed') expect(end.message).toMatch(new RegExp(wanted.consent?.message ?? '^$'));
  if (end.state === 'done') {
    const body: JsonObject = { ...args, ...end.result };
    const { accounts } = await bank.call('ais.accounts', body);
    const { data } = bank.connector;
    const listed = await data.accounts({ ...body, accounts: accounts ?? null }, present, (all) => all);
    expect(listed.data.map(accountText)).toEqual(wanted.accounts);
    const account = listed.data.at(-1) as BankAccount;
    const history = await data.history(body, account, { booking_status: 'booked' }, {}, present);
    expect(history.data.map(rowText)).toEqual(wanted.rows);
    expect(new Set(history.data.map(({ transaction_id }) => transaction_id)).size).toBe(history.data.length);
    const codes = [...listed.warnings, ...history.warnings].map(({ code }) => code);
    expect(codes).toEqual(wanted.warnings ?? []);
    await data.revoke(body, {});
  }
  expectRightRequests(told);
});

const ORDER = { creditor_name: 'Grocer', creditor_iban: 'DE89370400440532013000', amount: '20.99', currency: 'EUR' };
const withPayment = NAMES.filter((name) => recorded(name).expect.payment);
test.each(withPayment)('A payment as recorded at %s ends right', async (name) => {
  const told = recorded(name);
  bank = await openRecorded(told);
  const { psu_id, expect: wanted } = told;
  const { payment_id, product, links } = await bank.call('pis.pay', { psu_id, ...ORDER, ...told.payment });
  const token = told.payment?.token ? { token: told.payment.token } : {};
  const args = { psu_id, payment_id: payment_id as string, product: product as string, ...token };
  const { asks, end } = await authorise('pis.authorise', { ...args, links: links as JsonObject }, told);
  expect({ asks, end: end.state }).toEqual({ asks: wanted.payment?.asks, end: wanted.payment?.end });
  if (end.state === 'done') {
    const accepted = await bank.call('pis.accepted', { ...args, ...end.result });
    expect(accepted.transaction_status).toBe(wanted.payment?.status);
  }
  expectRightRequests(told);
});

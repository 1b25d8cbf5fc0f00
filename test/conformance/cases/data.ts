import { type Body, expectStatus, type Reply } from '../../../cli/tour/app';
import { type Case, eventually, type Finding, type World } from '../case';
import type { BankUser } from '../user';
import { consent, GLOBAL, IBAN } from './consents';

interface Credentials {
  credentials_id: string;
  access_token: string;
}
/** A data call with one user's credentials. */
type Call = (path: string, method?: string, headers?: Record<string, string>) => Promise<Reply>;

/** A tenant with a user's credentials, as it has them after a session that ended well. */
async function connected(world: World, user: BankUser): Promise<{ call: Call; credentials: Credentials }> {
  const session = await consent(world, user);
  if (session.state.status !== 'COMPLETED')
    throw new Error(`The consent ended ${JSON.stringify(session.state.reason)}`);
  const credentials: Credentials = expectStatus(await world.app.exchange(session.state.temp_token), 200).body;
  const call: Call = (path, method = 'GET', headers = {}) =>
    world.app.call(method, path, {
      headers: {
        ...world.app.basic,
        'x-credentials-id': credentials.credentials_id,
        'x-access-token': credentials.access_token,
        ...headers,
      },
    });
  return { call, credentials };
}

const PRESENT = { 'x-psu-ip-address': '192.0.2.7', 'x-psu-user-agent': 'conformance' };

const read = (name: string, look: (call: Call) => Promise<Omit<Finding, 'bank'> & { bank?: string }>): Case => ({
  name: `data, ${name}`,
  approaches: ['REDIRECT'],
  profile: GLOBAL,
  user: 'anna',
  async play(world, user) {
    const { call } = await connected(world, user);
    const finding = await look(call);
    const kept = (await world.bank.consents(user.name)).at(-1)?.status ?? 'nothing';
    return { bank: kept, ...finding, agrees: finding.agrees && kept === 'valid' };
  },
});

const amounts = ({ body }: Reply): string => (body.data ?? []).map(({ amount }: Body) => amount).join(' ');
const accountOf = async (call: Call): Promise<string> =>
  expectStatus(await call('/accounts', 'GET', PRESENT), 200).body.data[0].account_id;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Transactions of the first account by a query, compared with what this bank has. */
const rows = (name: string, query: string, wanted: string[], warned = false): Case =>
  read(`transactions, ${name}`, async (call) => {
    const reply = await call(`/transactions?account_id=${await accountOf(call)}${query}`, 'GET', PRESENT);
    const given = amounts(reply).split(' ').filter(Boolean).sort();
    const isWarned = (reply.body.warnings ?? []).length > 0;
    return {
      session:
        reply.status === 200
          ? `200: ${given.join(' ')}${isWarned ? ', warned' : ''}`
          : `${reply.status} ${reply.body.code}`,
      agrees: reply.status === 200 && String(given) === String([...wanted].sort()) && (isWarned || !warned),
    };
  });

export const data: Case[] = [
  read('accounts with balances', async (call) => {
    const { status, body } = await call('/accounts', 'GET', PRESENT);
    const given = (body.data ?? []).map(
      ({ iban, balances }: Body) => `${iban?.slice(-4)} ${balances.map(({ amount }: Body) => amount).join('/')}`,
    );
    return {
      session: `${status}: ${given.join(', ')}`,
      agrees: String(given) === '3000 1540.12/1500,2051 -20.5/1500',
    };
  }),
  read('one account', async (call) => {
    const { status, body } = await call(`/accounts/${await accountOf(call)}`, 'GET', PRESENT);
    const account = body.data?.[0] ?? body.data ?? body;
    return {
      session: `${status}: ${account.iban ?? body.code}`,
      agrees: account.iban === IBAN && account.balances.length === 2,
    };
  }),
  read('an account that isn’t there', async (call) => {
    await accountOf(call);
    const { status, body } = await call('/accounts/nowhere', 'GET', PRESENT);
    return { session: `${status} ${body.code}`, agrees: status === 404 };
  }),
  rows('booked, the usual period', '&booking_status=booked', ['-34.9', '2500']),
  rows('pending', '&booking_status=pending', ['-5.00']),
  rows('both, which the bank doesn’t offer: booked, and a warning', '&booking_status=both', ['-34.9', '2500'], true),
  rows('since years ago', `&date_from=2020-01-01`, ['-34.9', '2500']),
  rows('before the bookings', `&date_from=${daysAgo(60)}&date_to=${daysAgo(30)}`, []),
  read('transactions, a period the wrong way round', async (call) => {
    const account = await accountOf(call);
    const { status, body } = await call(
      `/transactions?account_id=${account}&date_from=${daysAgo(3)}&date_to=${daysAgo(30)}`,
    );
    return { session: `${status} ${body.code} ${body.errors?.[0]?.pointer ?? ''}`, agrees: status === 400 };
  }),
  read('four calls a day without the user, then the user is there', async (call) => {
    const statuses: number[] = [];
    let last: Reply | undefined;
    for (let n = 0; n < 6; n++) {
      last = await call('/accounts');
      statuses.push(last.status);
    }
    const present = await call('/accounts', 'GET', PRESENT);
    const wait = Number(last?.headers.get('retry-after'));
    return {
      session: `${statuses.join(' ')} Retry-After ${wait}, then ${present.status}`,
      agrees: last?.status === 429 && wait > 60 && present.status === 200,
    };
  }),
  {
    name: 'data, revoked by the tenant',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const { call, credentials } = await connected(world, user);
      const revoked = await call(`/credentials/${credentials.credentials_id}`, 'DELETE');
      return await gone(world, user, call, `${revoked.status}`, 'terminatedByTpp');
    },
  },
  {
    name: 'data, revoked by the user at the bank',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const { call } = await connected(world, user);
      const { id } = (await world.bank.consents(user.name)).at(-1) ?? { id: '' };
      await world.bank.consent(id, 'revoke');
      return await gone(world, user, call, 'at the bank', 'revokedByPsu');
    },
  },
  {
    name: 'data, all consents of the user ended at the bank',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const { call } = await connected(world, user);
      await world.bank.endAll(user.name);
      return await gone(world, user, call, 'all at the bank', 'revokedByPsu');
    },
  },
  {
    name: 'data, a second consent of the same user ends the first',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const first = await connected(world, user);
      const second = await connected(world, user);
      const statuses = [(await first.call('/accounts')).status, (await second.call('/accounts')).status];
      const kept = (await world.bank.consents(user.name)).map(({ status }) => status);
      return {
        session: `first ${statuses[0]}, second ${statuses[1]}`,
        bank: kept.join(', '),
        agrees: String(statuses) === '410,200' && String(kept) === 'terminatedByTpp,valid',
      };
    },
  },
];

/** After a revocation: the tenant is told, and XS2A has it so. */
async function gone(world: World, user: BankUser, call: Call, how: string, wanted: string): Promise<Finding> {
  return await eventually(async () => {
    const { status, body } = await call('/accounts', 'GET', PRESENT);
    const kept = (await world.bank.consents(user.name)).at(-1)?.status ?? 'nothing';
    return {
      session: `${how}, then ${status} ${body.code}`,
      bank: kept,
      agrees: status === 410 && body.code === 'consent_revoked' && kept === wanted,
    };
  });
}

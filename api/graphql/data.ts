import type { Account } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import type { TenantEvent } from '../../domain/tenant-event';
import { listAccounts, listTransactions, readAccount } from '../../service/accounts';
import { type CredentialsClaim, readCredentials } from '../../service/credentials';
import type { TransactionQuery } from '../../service/data/transactions';
import { getTransactions } from '../openapi/other-paths';
import { parametersOf } from './arguments';
import type { Builder } from './builder';
import { claimOf } from './claims';
import { connection, slice } from './connections';
import type { GraphContext } from './context';
import { readState } from './queries';
import type { RestTypes } from './rest-types';

interface Claimed {
  claim: CredentialsClaim;
}
type ClaimedAccount = Account & Claimed;

const keyOf = ({ credentials_id, access_token = '' }: CredentialsClaim): string => `${credentials_id} ${access_token}`;

/** Credentials as they are shown, with the claim by which their data are read. */
export const readClaimed = (claim: CredentialsClaim, context: GraphContext) =>
  context.read(`credentials/${keyOf(claim)}`, async () => ({
    ...(await readCredentials(context.services, claim)),
    claim,
  }));

const withClaim = (accounts: Account[], claim: CredentialsClaim): ClaimedAccount[] =>
  accounts.map((account) => ({ ...account, claim }));

const readAccounts = (claim: CredentialsClaim, context: GraphContext) =>
  context.read(`accounts/${keyOf(claim)}`, () => listAccounts(context.services, claim, context.reading));

const readOne = (claim: CredentialsClaim, account_id: string, context: GraphContext) =>
  context.read(`account/${keyOf(claim)}/${account_id}`, () =>
    readAccount(context.services, claim, account_id, context.reading),
  );

/** An account of the credentials that the headers name. */
export async function findClaimedAccount(account_id: string, context: GraphContext): Promise<unknown> {
  const claim = context.claim();
  const { data } = await readOne(claim, account_id, context);
  return withClaim(data, claim)[0];
}

const DEFAULT_LIMIT = 100;
/** Pairs of one `credentialsList`. */
const MOST_PAIRS = 20;

/** Credentials, their accounts, and the transactions of these. */
export function addData(builder: Builder, types: RestTypes): void {
  const accounts = connection(builder, types.Account, 'Account', types.Warning);
  const transactions = connection(builder, types.Transaction, 'Transaction', types.Warning);
  const pair = builder.inputType('CredentialsPair', {
    fields: (t) => ({
      credentialsId: t.id({ required: true }),
      accessToken: t.field({ type: 'Secret', required: true }),
    }),
  });
  builder.queryFields((t) => ({
    credentials: t.field({
      type: types.Credentials,
      description:
        'Credentials by their pair; without arguments those that `X-Credentials-Id` and `X-Access-Token` name.',
      args: { credentialsId: t.arg.id(), accessToken: t.arg({ type: 'Secret' }) },
      resolve: (_root, args, context) => readClaimed(claimOf(args, context), context),
    }),
    credentialsList: t.field({
      type: [types.Credentials],
      nullable: { list: true, items: true },
      description: `Up to ${MOST_PAIRS} credentials by their pairs, in this order. One that fails is null.`,
      args: { pairs: t.arg({ type: [pair], required: true }) },
      resolve: (_root, { pairs }, context) => {
        if (pairs.length > MOST_PAIRS) throw tooManyPairs();
        return pairs.map((each) => readClaimed(claimOf(each, context), context));
      },
    }),
  }));

  builder.objectFields(types.Credentials, (t) => ({
    session: t.field({
      type: types.SessionState,
      description: 'The session that has left them behind, while it is kept.',
      resolve: (parent, _args, context) => readState((parent as { session_id: string }).session_id, context),
    }),
    accounts: t.field({
      type: accounts,
      description: 'The consented accounts with their balances, on one page; with `accountId` that one.',
      args: { accountId: t.arg.id() },
      resolve: async (parent, { accountId }, context) => {
        const { claim } = parent as Claimed;
        const found = await (accountId == null ? readAccounts(claim, context) : readOne(claim, accountId, context));
        return slice(withClaim(found.data, claim), null, orAbsent(found.warnings));
      },
    }),
  }));

  builder.objectFields(types.Account, (t) => ({
    transactions: t.field({
      type: transactions,
      description:
        'The account’s transactions, latest first; without `dateFrom` those of the last 89 days. ' +
        '`first`: 100 by default, at most 500.',
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        dateFrom: t.arg.string({ description: 'Inclusive, YYYY-MM-DD.' }),
        dateTo: t.arg.string({ description: 'Inclusive, YYYY-MM-DD.' }),
        bookingStatus: t.arg.string({ description: '`booked` (by default), `pending` or `both`.' }),
      },
      resolve: async (parent, args, context) => {
        const { claim, account_id } = parent as ClaimedAccount;
        const query = parametersOf<Partial<TransactionQuery>>(getTransactions, { ...args });
        const page = await context.read(`transactions/${keyOf(claim)}/${account_id}/${JSON.stringify(query)}`, () =>
          listTransactions(context.services, claim, { limit: DEFAULT_LIMIT, ...query, account_id }, context.reading),
        );
        return slice(page.data, page.next_cursor, orAbsent(page.warnings));
      },
    }),
  }));

  builder.objectFields(types.TenantEvent, (t) => ({
    session: t.field({
      type: types.SessionState,
      description: 'The session that the event is about, as it is now.',
      resolve: (parent, _args, context) => {
        const { session_id } = (parent as TenantEvent).data;
        return session_id === undefined ? null : readState(session_id, context);
      },
    }),
  }));
}

/** Absent where nothing was left out or guessed, as over REST. */
const orAbsent = <T>(warnings: T[]): T[] => (warnings.length === 0 ? (undefined as unknown as T[]) : warnings);

function tooManyPairs(): VestibuleError {
  const message = `One list may have ${MOST_PAIRS} pairs.`;
  const errors = [{ pointer: '/pairs', code: 'max_items', message }];
  return new VestibuleError('request_invalid', message, { errors });
}

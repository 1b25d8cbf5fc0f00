import { type Account, ConnectorError, type DataContext, type DataPort } from '../../domain/connector';
import { type ErrorCode, VestibuleError } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import { someObjects } from '../toolkit/json-readers';
import { accountOf, balancesOf } from './account';
import type { Banks } from './banks';
import { consentHeader, consentStatus, deleteConsent } from './consents';
import { BankRefusal } from './refusal';
import { transactionPage } from './transactions';

const AT_ONCE = 4;

/**
 * What the user's consent lets a tenant read. The credentials' body is `{ bank, consent_id, accounts }`; without a
 * consent there is nothing, without `bank` it is the provider's first one.
 */
export function createDataPort(banks: Banks): DataPort {
  const covered = async (body: JsonObject, ctx: DataContext): Promise<JsonObject[]> => {
    if (typeof body.consent_id !== 'string') return [];
    const bank = banks.of(body.bank);
    const list = await bank.read(bank.url('accounts'), ctx, { headers: consentHeader(body.consent_id) });
    return someObjects(list.body.accounts).filter(({ resourceId }) => isCovered(body, resourceId));
  };

  const withBalances = async (body: JsonObject, details: JsonObject, ctx: DataContext): Promise<Account> => {
    const account = accountOf(details);
    if (Array.isArray(details.balances)) return { ...account, balances: balancesOf(details) };
    const bank = banks.of(body.bank);
    const url = bank.url('balances', { account_id: account.account_id });
    const answer = await bank.read(url, ctx, { headers: consentHeader(body.consent_id as string) });
    return { ...account, balances: balancesOf(answer.body) };
  };

  return {
    accounts: told(async (body, ctx) => {
      const accounts = await covered(body, ctx);
      return inTurns(accounts, (details) => withBalances(body, details, ctx));
    }),
    account: told(async (body, accountId, ctx) => {
      const details = (await covered(body, ctx)).find(({ resourceId }) => resourceId === accountId);
      if (!details) throw noAccount();
      return withBalances(body, details, ctx);
    }),
    transactions: told(async (body, query, ctx) => {
      if (typeof body.consent_id !== 'string' || !isCovered(body, query.account_id)) throw noAccount();
      return transactionPage(banks.of(body.bank), body.consent_id, query, ctx);
    }),
    revoke: told(async (body, ctx) => {
      if (typeof body.consent_id !== 'string') return;
      await deleteConsent(banks.of(body.bank), body.consent_id, { ...ctx, key: requestId(body.consent_id, 'revoke') });
    }),
    status: told(async (body, ctx) => {
      if (typeof body.consent_id !== 'string') return 'active';
      const status = await consentStatus(banks.of(body.bank), body.consent_id, ctx);
      return status === 'valid' ? 'active' : status === 'expired' ? 'expired' : 'revoked';
    }),
  };
}

const noAccount = () => new VestibuleError('account_not_found', 'There is no such account.');

/** Accounts that the user opened to us later are not part of what was agreed on. */
const isCovered = ({ consent_id, accounts }: JsonObject, accountId: unknown): boolean =>
  typeof consent_id === 'string' &&
  typeof accountId === 'string' &&
  (!Array.isArray(accounts) || accounts.includes(accountId));

/** In order, a few at a time: a bank counts parallel calls too. */
async function inTurns<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}

/** The same function, whose every fault is one that the API can tell. */
function told<A extends unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw asVestibuleError(error);
    }
  };
}

const REFUSALS: [codes: string[], code: ErrorCode, message: string][] = [
  [['CONSENT_EXPIRED'], 'consent_expired', 'The consent has expired at the bank.'],
  [['CONSENT_INVALID', 'CONSENT_UNKNOWN'], 'consent_revoked', 'The consent is no longer valid at the bank.'],
  [['RESOURCE_UNKNOWN', 'RESOURCE_EXPIRED', 'RESOURCE_BLOCKED'], 'account_not_found', 'There is no such account.'],
];

function asVestibuleError(error: unknown): unknown {
  if (error instanceof VestibuleError || !(error instanceof ConnectorError)) return error;
  const wait = error.retryAfter === undefined ? {} : { retryAfter: Math.ceil(error.retryAfter / 1000) };
  const refusal = error instanceof BankRefusal ? error : error.cause instanceof BankRefusal ? error.cause : undefined;
  if (refusal?.isRateLimit)
    return new VestibuleError('bank_rate_limited', 'The bank allows no more requests for now.', {
      cause: error,
      ...wait,
    });
  if (error.retryable)
    return new VestibuleError('bank_unavailable', 'The bank can’t be reached right now.', { cause: error, ...wait });
  for (const [codes, code, message] of REFUSALS) {
    if (refusal?.says(...codes)) return new VestibuleError(code, message, { cause: error });
  }
  if (refusal?.says('PERIOD_INVALID')) return periodInvalid(error);
  return new VestibuleError('bank_error', 'The bank answered in a way that can’t be used.', { cause: error });
}

function periodInvalid(cause: unknown): VestibuleError {
  const message = 'The bank does not give transactions of this period.';
  return new VestibuleError('request_invalid', message, {
    cause,
    errors: [{ pointer: 'query/date_from', code: 'period', message }],
  });
}

import type { Account, Listed } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import { consentEnd, endCredentials } from './consent-end';
import { bankOf, type CredentialsClaim, isPast, openCredentials, provenCredentials } from './credentials';
import { listAccounts as list, readAccount as read } from './data/accounts';
import type { Holding, Reading } from './data/holding';
import { type Quota, quotaOf } from './data/read-quota';
import { tokenNotes } from './data/token-notes';
import { listTransactions as listOf, type TransactionPage, type TransactionQuery } from './data/transactions';
import type { Services } from './services';

/*
 * The data that credentials give access to. All functions throw `credentials_invalid`, `consent_revoked`,
 * `consent_expired`, `bank_unavailable`, `bank_error`, `bank_refused`, `bank_format_unknown` and `bank_rate_limited`.
 * `reading` says whether the user is present, and aborts the call to the bank.
 */

export async function listAccounts(
  services: Services,
  claim: CredentialsClaim,
  reading: Reading,
): Promise<Listed<Account>> {
  const holding = await hold(services, claim);
  return askBank(services, holding, (tokens) => list(services, holding, { ...reading, tokens }));
}

/** Throws `account_not_found` too. */
export async function readAccount(
  services: Services,
  claim: CredentialsClaim,
  accountId: string,
  reading: Reading,
): Promise<Listed<Account>> {
  const holding = await hold(services, claim);
  return askBank(services, holding, (tokens) => read(services, holding, accountId, { ...reading, tokens }));
}

/** ms. A list goes on as it began: for its first page it was looked up, moments ago, whether the credentials hold. */
const MOMENT = 5_000;

/** Throws `account_not_found` too, and `request_invalid` for a period that ends before it begins or a bad cursor. */
export async function listTransactions(
  services: Services,
  claim: CredentialsClaim,
  query: TransactionQuery,
  reading: Reading,
): Promise<TransactionPage> {
  const holding = await hold(services, claim, query.cursor === undefined ? 0 : MOMENT);
  checkPeriod(query);
  return askBank(services, holding, (tokens) => listOf(services, holding, query, { ...reading, tokens }));
}

/** What the bank lets be read today without the user; `undefined` where it doesn’t count. Asks no bank. */
export const quotaLeft = async (services: Services, claim: CredentialsClaim): Promise<Quota | undefined> =>
  quotaOf(services, await hold(services, claim));

async function hold(services: Services, claim: CredentialsClaim, maxAge = 0): Promise<Holding> {
  const credentials = await provenCredentials(services, claim, maxAge);
  const { status, valid_until } = credentials;
  if (status === 'revoked') throw new VestibuleError('consent_revoked', 'The consent was revoked.');
  if (status === 'expired' || isPast(valid_until, services.clock()))
    throw new VestibuleError('consent_expired', 'The consent has expired.');
  return { credentials, body: openCredentials(services, credentials), bank: bankOf(services, credentials) };
}

/** Calls the bank. If it says that the consent is over, that is stored, and the next call needs no bank. */
async function askBank<T>(
  services: Services,
  { credentials }: Holding,
  ask: (tokens: ReturnType<typeof tokenNotes>) => Promise<T>,
): Promise<T> {
  try {
    return await ask(tokenNotes(services, credentials));
  } catch (error) {
    const end = consentEnd(error);
    if (end) await endCredentials(services, credentials, end);
    throw error;
  }
}

function checkPeriod({ date_from, date_to }: TransactionQuery): void {
  if (date_from === undefined || date_to === undefined || date_from <= date_to) return;
  const message = 'date_from must not be after date_to.';
  throw new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/date_from', code: 'period', message }],
  });
}

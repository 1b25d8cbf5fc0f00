import type { Account, DataPort, Transaction, TransactionQuery } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import type { Credentials } from '../store/store';
import type { Page } from './catalog';
import { bankOf, type CredentialsClaim, consentEnd, isPast, openCredentials, provenCredentials } from './credentials';
import type { Services } from './services';

/*
 * The data that credentials give access to. All functions throw `credentials_invalid`, `consent_revoked`,
 * `consent_expired`, `bank_unavailable`, `bank_error` and `bank_rate_limited`. `signal` aborts the call to the bank.
 */

export async function listAccounts(
  services: Services,
  claim: CredentialsClaim,
  signal: AbortSignal,
): Promise<Account[]> {
  const holding = await hold(services, claim);
  return askBank(services, holding, ({ bank, body }) => bank.accounts(body, { signal }));
}

/** Throws `account_not_found` too. */
export async function readAccount(
  services: Services,
  claim: CredentialsClaim,
  accountId: string,
  signal: AbortSignal,
): Promise<Account> {
  const holding = await hold(services, claim);
  return askBank(services, holding, ({ bank, body }) => bank.account(body, accountId, { signal }));
}

/** Throws `account_not_found` too, and `request_invalid` for a period that ends before it begins. */
export async function listTransactions(
  services: Services,
  claim: CredentialsClaim,
  query: TransactionQuery,
  signal: AbortSignal,
): Promise<Page<Transaction>> {
  const holding = await hold(services, claim);
  checkPeriod(query);
  const { data, next_cursor } = await askBank(services, holding, ({ bank, body }) =>
    bank.transactions(body, query, { signal }),
  );
  return { data, has_more: next_cursor !== null, next_cursor };
}

/** Credentials whose consent holds, with their bank and what they point to there. */
interface Holding {
  credentials: Credentials;
  bank: DataPort;
  body: JsonObject;
}

async function hold(services: Services, claim: CredentialsClaim): Promise<Holding> {
  const credentials = await provenCredentials(services, claim);
  const { status, valid_until } = credentials;
  if (status === 'revoked') throw new VestibuleError('consent_revoked', 'The consent was revoked.');
  if (status === 'expired' || isPast(valid_until, services.clock()))
    throw new VestibuleError('consent_expired', 'The consent has expired.');
  return { credentials, body: openCredentials(services, credentials), bank: bankOf(services, credentials) };
}

/** Calls the bank. If it says that the consent is over, that is stored, and the next call needs no bank. */
async function askBank<T>({ store }: Services, holding: Holding, ask: (holding: Holding) => Promise<T>): Promise<T> {
  try {
    return await ask(holding);
  } catch (error) {
    const end = consentEnd(error);
    if (end) await store.credentials.setStatus(holding.credentials.credentials_id, end);
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

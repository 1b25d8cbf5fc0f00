import type { BankAccount, BankFacts, DataContext, DataPort } from '../../../domain/connector';
import type { JsonObject } from '../../../domain/json';
import { requestId } from '../../../security/ids';
import type { Banks } from '../banks';
import type { Bank } from '../client';
import { consentStatus, deleteConsent } from '../consents';
import { readAccounts } from './accounts';
import { consentReader } from './consent-watch';
import { asVestibuleError } from './faults';
import { readHistory } from './history';

/**
 * What the user's consent lets a tenant read. The credentials' body is `{ bank, consent_id, accounts }`; without a
 * consent there is nothing, without `bank` it is the provider's first one.
 */
export function createDataPort(banks: Banks): DataPort {
  /** Every fault becomes one that the API can tell. */
  const told = async <R>(
    body: JsonObject,
    work: (bank: Bank, consentId: string) => Promise<R>,
    without: R,
  ): Promise<R> => {
    if (typeof body.consent_id !== 'string') return without;
    const bank = banks.of(body.bank);
    try {
      return await work(bank, body.consent_id);
    } catch (error) {
      throw asVestibuleError(error, zoneOf(bank));
    }
  };
  const nothing = { data: [], warnings: [] };

  return {
    accounts: (body, ctx, choose = agreedOn) =>
      told(
        body,
        (bank, consentId) => readAccounts(bank, consentReader(bank, consentId, ctx), body.accounts, choose),
        nothing,
      ),
    history: (body, account, query, page, ctx) =>
      told(
        body,
        (bank, consentId) => readHistory(bank, consentReader(bank, consentId, ctx), account, query, page),
        nothing,
      ),
    revoke: (body, ctx) =>
      told(
        body,
        (bank, consentId) => deleteConsent(bank, consentId, { ...ctx, key: requestId(consentId, 'revoke') }),
        undefined,
      ),
    status: (body, ctx) => told(body, (bank, consentId) => statusOf(bank, consentId, ctx), 'active' as const),
    facts: (body) => (typeof body.consent_id === 'string' ? factsOf(banks.of(body.bank)) : undefined),
  };
}

/** Days, where the bank names no other: the most that the standard's regulation allows (RTS, article 10a). */
const CONFIRMED_FOR = 180;

const zoneOf = ({ profile }: Bank): string => profile.tolerate.zone ?? 'UTC';

function factsOf(bank: Bank): BankFacts {
  const { limits, consent } = bank.profile;
  const reads = limits.unattended_reads_a_day;
  return {
    name: bank.name,
    zone: zoneOf(bank),
    confirmed_for: consent.max_days || CONFIRMED_FOR,
    ...(reads === 0 ? {} : { reads_a_day: reads }),
  };
}

const agreedOn = (accounts: BankAccount[]): BankAccount[] => accounts.filter(({ agreed }) => agreed);

async function statusOf(bank: Bank, consentId: string, ctx: DataContext): Promise<'active' | 'revoked' | 'expired'> {
  const status = await consentStatus(bank, consentId, ctx);
  return status === 'valid' ? 'active' : status === 'expired' ? 'expired' : 'revoked';
}

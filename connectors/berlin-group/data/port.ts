import type { BankAccount, BankFacts, ConsentStanding, DataContext, DataPort } from '../../../domain/connector';
import { VestibuleError } from '../../../domain/errors';
import type { JsonObject } from '../../../domain/json';
import { requestId } from '../../../security/ids';
import type { Banks } from '../banks';
import type { Bank, RequestContext } from '../client';
import { consentStatus, deleteConsent } from '../consents';
import { paymentStatus, productOf, standingIn } from '../payment-standing';
import { accessToken } from './access-token';
import { readAccounts } from './accounts';
import { consentReader, standingOfConsent } from './consent-watch';
import { asVestibuleError } from './faults';
import { readHistory } from './history';

/**
 * What the user's consent lets a tenant read. The credentials' body is `{ bank, consent_id, accounts }`; without a
 * consent there is nothing, without `bank` it is the provider's first one.
 */
export function createDataPort(banks: Banks): DataPort {
  /** Works at the credentials' bank, under their consent; every fault becomes one that the API can tell. */
  const told = async <R>(
    body: JsonObject,
    ctx: DataContext,
    work: (bank: Bank, consentId: string, ctx: RequestContext) => Promise<R>,
    without: R,
  ): Promise<R> => {
    if (typeof body.consent_id !== 'string') return without;
    const bank = bankOf(banks, body);
    if (!bank) throw new VestibuleError('bank_unavailable', 'The bank is not connected right now.', { retryAfter: 60 });
    try {
      const { psu, signal } = ctx;
      const token = await accessToken(bank, body, ctx);
      return await work(bank, body.consent_id, { ...(psu ? { psu } : {}), ...(signal ? { signal } : {}), token });
    } catch (error) {
      throw asVestibuleError(error, zoneOf(bank));
    }
  };
  const nothing = { data: [], warnings: [] };

  return {
    accounts: (body, context, choose = agreedOn) =>
      told(
        body,
        context,
        (bank, consentId, ctx) => readAccounts(bank, consentReader(bank, consentId, ctx), body.accounts, choose),
        nothing,
      ),
    history: (body, account, query, page, context) =>
      told(
        body,
        context,
        (bank, consentId, ctx) => readHistory(bank, consentReader(bank, consentId, ctx), account, query, page),
        nothing,
      ),
    revoke: (body, context) =>
      told(
        body,
        context,
        (bank, consentId, ctx) => deleteConsent(bank, consentId, { ...ctx, key: requestId(consentId, 'revoke') }),
        undefined,
      ),
    status: (body, context) => told<ConsentStanding>(body, context, statusOf, 'active'),
    async payment(body, context) {
      const bank = typeof body.payment_id === 'string' ? bankOf(banks, body) : undefined;
      if (!bank) return undefined;
      const product = productOf(body.product);
      try {
        const token = await accessToken(bank, body, context);
        const { psu, signal } = context;
        const around = { ...(psu ? { psu } : {}), ...(signal ? { signal } : {}), token };
        return standingIn(bank, product, await paymentStatus(bank, product, String(body.payment_id), around));
      } catch (error) {
        throw asVestibuleError(error, zoneOf(bank));
      }
    },
    facts(body) {
      const bank = typeof body.consent_id === 'string' ? bankOf(banks, body) : undefined;
      return bank && factsOf(bank);
    },
  };
}

/** `undefined` for a bank that is configured no more. */
function bankOf(banks: Banks, { bank }: JsonObject): Bank | undefined {
  try {
    return banks.of(bank);
  } catch {
    return undefined;
  }
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
    says_status: consent.resource,
    ...(reads === 0 ? {} : { reads_a_day: reads }),
  };
}

const agreedOn = (accounts: BankAccount[]): BankAccount[] => accounts.filter(({ agreed }) => agreed);

const statusOf = async (bank: Bank, consentId: string, ctx: RequestContext): Promise<ConsentStanding> =>
  standingOfConsent(await consentStatus(bank, consentId, ctx));

import { type CallHandler, ConnectorError } from '../../domain/connector';
import { normalIban } from '../../kit/formats/iban';
import { someText } from '../toolkit/json-readers';
import type { Banks } from './banks';
import { withToken } from './consents';
import { BankRefusal } from './refusal';

/** EPC Verification of Payee: the scheme's codes, and words that banks use for them. */
const RESULTS: Readonly<Record<string, 'match' | 'close_match' | 'no_match' | 'not_possible'>> = {
  MTCH: 'match',
  MATCH: 'match',
  CMTC: 'close_match',
  CLOSE_MATCH: 'close_match',
  NMTC: 'no_match',
  NO_MATCH: 'no_match',
  NOAP: 'not_possible',
};

/**
 * `pis.verify_payee`: whether the account is the payee's. A check that can't be had is an outcome, `not_possible`: the
 * user decides, and knows that nobody has checked.
 */
export function verifyPayee(banks: Banks): CallHandler {
  return async (args, ctx) => {
    const bank = banks.of(args.bank);
    if (!bank.profile.pis.verify_payee) return { result: 'not_possible' };
    const body = {
      creditorName: args.creditor_name as string,
      creditorAccount: { iban: normalIban(args.creditor_iban as string) },
    };
    const call = { method: 'POST', url: bank.url('payee'), body } as const;
    try {
      const { body: told } = await bank.change('payee', call, withToken(ctx, args));
      const word = someText(told, 'result', 40) ?? someText(told, 'partyNameMatch', 40) ?? '';
      const result = RESULTS[word.toUpperCase().replace(/[ -]/g, '_')] ?? 'not_possible';
      const name = result === 'close_match' ? someText(told, 'matchedName', 140) : undefined;
      return { result, ...(name === undefined ? {} : { name }) };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const isLast = (ctx.attempt?.number ?? 1) >= TRIES;
      if (error instanceof BankRefusal || !error.retryable || isLast) return { result: 'not_possible' };
      throw error;
    }
  };
}

/** A user waits: a service that is away twice is not asked again. */
const TRIES = 2;

import type { CallContext, CallHandler, ScaHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { unusable } from '../toolkit/http';
import { argument, needText, someObjects, someText } from '../toolkit/json-readers';
import { type Instructions, instructionsOf } from './approach';
import { authorisation, REFUSED, type Verdict } from './authorisation';
import type { Banks } from './banks';
import { authorisationHeaders, type Bank, type Surroundings } from './client';
import { BankRefusal, orUnknownUser } from './refusal';

/**
 * All accounts that the user has, for as long as the bank allows: '9999-12-31' is the standard's way to ask for that,
 * and being the same every day it lets a request be repeated. Four accesses a day without the user is what the standard
 * allows.
 */
const CONSENT: JsonObject = {
  access: { allPsd2: 'allAccounts' },
  recurringIndicator: true,
  validUntil: '9999-12-31',
  frequencyPerDay: 4,
  combinedServiceIndicator: false,
};
const ENDED = new Set(['rejected', 'expired', 'revokedByPsu', 'terminatedByTpp']);

export const consentUrl = (bank: Bank, consentId: string, ...more: string[]): URL =>
  bank.url('consents', {}, consentId, ...more);
export const consentHeader = (consentId: string): Record<string, string> => ({ 'consent-id': consentId });

export async function consentStatus(bank: Bank, consentId: string, ctx: Surroundings): Promise<string> {
  const { body } = await bank.read(consentUrl(bank, consentId, 'status'), ctx);
  return needText(body, 'consentStatus', 32);
}

/** Withdraws a consent. One that the bank doesn't know, or has ended already, is withdrawn as it is. */
export async function deleteConsent(bank: Bank, consentId: string, ctx: Surroundings & { key: string }): Promise<void> {
  try {
    await bank.change('consent.delete', { method: 'DELETE', url: consentUrl(bank, consentId) }, ctx);
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    if (!error.isUnknown && !error.says('CONSENT_INVALID', 'CONSENT_EXPIRED', 'STATUS_INVALID')) throw error;
  }
}

/** `ais.*`: account information. */
export function consentHandlers(banks: Banks): Record<string, CallHandler | ScaHandler> {
  const create = (bank: Bank, psuId: string, ctx: CallContext) => {
    const headers = authorisationHeaders(bank, psuId, ctx);
    return bank.change('consent', { method: 'POST', url: bank.url('consents'), headers, body: CONSENT }, ctx);
  };

  const consent: CallHandler = async (args, ctx) => {
    const answer = await create(banks.of(args.bank), argument(args, 'psu_id'), ctx).catch(orUnknownUser);
    const instructions = instructionsOf(answer);
    return {
      consent_id: needText(answer.body, 'consentId'),
      approach: instructions.approach,
      links: instructions as unknown as JsonObject,
    };
  };

  const verdict = async (bank: Bank, consentId: string, ctx: CallContext): Promise<Verdict> => {
    const status = await consentStatus(bank, consentId, ctx);
    if (status === 'valid') return { is: 'done', result: { consent_status: status } };
    return ENDED.has(status) ? { is: 'failed', message: REFUSED } : { is: 'open' };
  };

  const accounts: CallHandler = async (args, ctx) => {
    const consentId = argument(args, 'consent_id');
    const bank = banks.of(args.bank);
    const [{ body: read }, { body: list }] = await Promise.all([
      bank.read(consentUrl(bank, consentId), ctx),
      bank.read(bank.url('accounts'), ctx, { headers: consentHeader(consentId) }),
    ]);
    const ids = someObjects(list.accounts).flatMap((account) => someText(account, 'resourceId', 128) ?? []);
    return { accounts: ids, valid_until: endOfDay(needText(read, 'validUntil', 10)) };
  };

  /**
   * A consent whose answer was lost is asked for again under the same X-Request-ID: the bank tells its id once more.
   */
  const revoke: CallHandler = async (args, ctx) => {
    const bank = banks.of(args.bank);
    let consentId = args.consent_id as string | undefined;
    if (consentId === undefined && ctx.undoes !== undefined && typeof args.psu_id === 'string') {
      const { body } = await create(bank, args.psu_id, { ...ctx, key: ctx.undoes });
      consentId = needText(body, 'consentId');
    }
    if (consentId !== undefined) await deleteConsent(bank, consentId, ctx);
    return {};
  };

  return {
    'ais.consent': consent,
    'ais.authorise': authorisation(banks, {
      of: (args) => ({
        id: argument(args, 'consent_id'),
        psuId: argument(args, 'psu_id'),
        instructions: args.links as unknown as Instructions,
      }),
      verdict,
    }),
    'ais.accounts': accounts,
    'ais.revoke': revoke,
  };
}

/**
 * The standard gives a date, in the bank's own calendar, that still counts: RFC 3339, its last second, taken as UTC.
 */
function endOfDay(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw unusable();
  return `${day}T23:59:59Z`;
}

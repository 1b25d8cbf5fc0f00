import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsentStanding } from '../../../domain/connector';
import type { BankResponse } from '../../toolkit/http';
import type { Bank, ReadOptions, RequestContext } from '../client';
import { consentHeader, consentStatus } from '../consents';
import { BankRefusal } from '../refusal';
import { consentExpired, consentRevoked, refusalIn } from './faults';

/** ms after which a refusal that was only a moment's is over. */
const MOMENT = 1_000;
/** What a bank says of a consent that its user has withdrawn, and of one that others have ended. */
const WITHDRAWN = 'revokedByPsu';
const ENDED_BY_OTHERS = new Set(['rejected', 'terminatedByTpp', 'terminatedByAspsp', 'replacedByTpp']);

/** Reads under one consent during one call of ours. */
export interface ConsentReader {
  /**
   * The bank's answer; its refusal where the consent is good all the same, else `consent_expired` or `consent_revoked`.
   */
  read(url: URL, options?: ReadOptions): Promise<BankResponse>;
}

/**
 * Reads under a consent. One refusal is not the end of it: where the bank says that the consent is not valid, it is
 * asked for the consent's status, once a call, and only what that confirms is believed. Else the read is repeated once.
 */
export function consentReader(bank: Bank, consentId: string, ctx: RequestContext): ConsentReader {
  let confirmation: Promise<void> | undefined;
  const confirm = (refusal: BankRefusal) => {
    confirmation ??= confirmConsent(bank, consentId, ctx, refusal);
    return confirmation;
  };
  return {
    async read(url, { headers, ...options } = {}) {
      const read = () => bank.read(url, ctx, { headers: { ...consentHeader(consentId), ...headers }, ...options });
      try {
        return await read();
      } catch (error) {
        const refusal = refusalIn(error);
        if (!refusal || !doubtsConsent(refusal)) throw error;
        await confirm(refusal);
        await sleep(MOMENT, undefined, ctx.signal ? { signal: ctx.signal } : {});
        return read();
      }
    },
  };
}

/** Whether a refusal says that the consent is not good; one without a code may mean that. */
export const doubtsConsent = (refusal: BankRefusal): boolean =>
  refusal.says('CONSENT_EXPIRED', 'CONSENT_INVALID', 'CONSENT_UNKNOWN') ||
  (refusal.status === 401 && refusal.tppCodes.length === 0);

/** Returns where the consent is, or may be, good; throws where the bank says that it is over. */
async function confirmConsent(bank: Bank, consentId: string, ctx: RequestContext, refusal: BankRefusal): Promise<void> {
  if (!bank.profile.consent.resource) throw asEnded(refusal);
  const status = await consentStatus(bank, consentId, ctx).catch((error: unknown) => {
    if (error instanceof BankRefusal && (error.isUnknown || error.says('CONSENT_EXPIRED'))) throw asEnded(error);
    throw error;
  });
  if (status === 'expired') throw consentExpired(refusal);
  if (status === WITHDRAWN) throw consentRevoked(refusal);
  if (ENDED_BY_OTHERS.has(status)) throw consentRevoked(refusal, true);
}

const asEnded = (refusal: BankRefusal) =>
  refusal.says('CONSENT_EXPIRED') ? consentExpired(refusal) : consentRevoked(refusal);

/** What a bank's own word for a consent means. A word that is not known ends nothing. */
export function standingOfConsent(status: string): ConsentStanding {
  if (status === 'expired') return 'expired';
  if (status === WITHDRAWN) return 'withdrawn';
  return ENDED_BY_OTHERS.has(status) ? 'revoked' : 'active';
}

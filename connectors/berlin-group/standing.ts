import { type CallContext, ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { linksOf, someText } from '../toolkit/json-readers';
import type { Bank } from './client';
import type { Note } from './note';
import { BankRefusal } from './refusal';

/**
 * What scaStatus says of an authorisation. `unknown` where it can't be read, as at banks that forget it once it is
 * over; `unasked` where the bank has offered no way to authorise, as for a payment that it exempts.
 */
export type ScaWord = 'succeeded' | 'failed' | 'open' | 'unknown' | 'unasked';

/** How the resource itself stands: a consent, a payment, a partner's product. */
export type ResourceStanding =
  | { is: 'done'; result: JsonObject }
  | { is: 'failed'; message: string }
  /** Some of several required authorisations have been given. */
  | { is: 'partly' }
  | { is: 'open' };

/** How an authorisation stands, from its own status and the resource's. */
export type Standing =
  | Exclude<ResourceStanding, { is: 'open' }>
  /** The user has authorised, and the resource does not say so yet. */
  | { is: 'settling' }
  | { is: 'open'; scaStatus?: string; confirmation?: string };

export type VerdictOf = (bank: Bank, note: Note, ctx: CallContext, sca: ScaWord) => Promise<ResourceStanding>;

export const REFUSED = 'The authorisation was refused or cancelled at the bank.';

export const wordOf = (scaStatus: string | undefined): ScaWord =>
  scaStatus === undefined
    ? 'unknown'
    : scaStatus === 'finalised' || scaStatus === 'exempted'
      ? 'succeeded'
      : scaStatus === 'failed'
        ? 'failed'
        : 'open';

/**
 * Asks the bank how an authorisation stands. The record is the resource's status; scaStatus says whether it may still
 * change. Throws `ConnectorError`, retryable, where the bank can't say now.
 */
export async function standingOf(bank: Bank, note: Note, ctx: CallContext, verdictOf: VerdictOf): Promise<Standing> {
  const { scaStatus, confirmation } = await readScaStatus(bank, note, ctx);
  const sca = wordOf(scaStatus);
  const verdict = await verdictOf(bank, note, ctx, sca).catch(orUnsaid);
  if (verdict.is !== 'open') return verdict;
  if (sca === 'failed') return { is: 'failed', message: REFUSED };
  if (sca === 'succeeded') return { is: 'settling' };
  return { is: 'open', ...(scaStatus ? { scaStatus } : {}), ...(confirmation ? { confirmation } : {}) };
}

/** A refusal to tell scaStatus says nothing about the authorisation, but for one of haste: come back later. */
async function readScaStatus(
  bank: Bank,
  note: Note,
  ctx: CallContext,
): Promise<{ scaStatus?: string | undefined; confirmation?: string | undefined }> {
  if (note.scaStatus === undefined) return {};
  try {
    const { body, url } = await bank.read(bank.link(note.scaStatus), ctx);
    return { scaStatus: someText(body, 'scaStatus', 40), confirmation: linksOf(body, url).confirmation };
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    if (error.isRateLimit) throw later(error);
    return {};
  }
}

/** The resource's status may be refused for a moment, too: nothing is concluded from that. */
export function orUnsaid(error: unknown): ResourceStanding {
  if (!(error instanceof BankRefusal)) throw error;
  if (error.isRateLimit) throw later(error);
  return { is: 'open' };
}

/** ms: how long a bank is left alone that complains of being asked too often and names no time. */
const BREATHER = 10_000;
const later = ({ retryAfter = BREATHER }: BankRefusal): ConnectorError =>
  new ConnectorError('pending', 'The bank wants to be asked more rarely.', {
    retryable: true,
    retryAfter: Math.max(retryAfter, BREATHER),
  });

import { checkConsents } from './consents';
import { wakeDeliveries } from './deliveries';
import { checkExpiry } from './expiry';
import { checkPayments } from './payments';
import { planFormer, planIssued } from './plan';
import type { Done, Look, WatchServices } from './services';
import { tellOfSkills } from './skills';
import { findStuck, forgetFreed } from './stuck';

/** The parts of a look, in their order: what was planned first may be due at once. */
const PARTS = {
  issued: planIssued,
  former: planFormer,
  expiry: checkExpiry,
  payments: checkPayments,
  consents: checkConsents,
  skills: tellOfSkills,
  freed: forgetFreed,
  stuck: findStuck,
  deliveries: wakeDeliveries,
} as const satisfies Record<string, (services: WatchServices, look: Look) => Promise<Done>>;

/** ms that one part of a look may take, more or less. */
const PART_TIME = 20_000;

/** What a look has found, for operators: counts by part, without those that had nothing to do. */
export interface LookReport {
  parts: Record<string, Pick<Done, 'checked' | 'told' | 'failed'>>;
  /** Parts that could not be done: they are tried again. */
  failed: string[];
  /** There is more to do: the next look need not wait. */
  isMore: boolean;
}

/**
 * Looks after everything that happens without anybody asking: credentials that end, consents that were withdrawn,
 * payments that settle, skills that are published, sessions that are stuck. A part that fails keeps no other from its
 * turn. All of it may be cut off at any time, and done again. `beat` throws where the look is to end.
 */
export async function lookAround(services: WatchServices, beat: () => void): Promise<LookReport> {
  const { clock, log } = services;
  const report: LookReport = { parts: {}, failed: [], isMore: false };
  for (const [name, part] of Object.entries(PARTS)) {
    beat();
    const late = clock() + PART_TIME;
    try {
      const { isMore, ...counts } = await part(services, { beat, isLate: () => clock() > late });
      report.isMore ||= isMore;
      if (counts.checked > 0) report.parts[name] = counts;
    } catch (error) {
      beat();
      report.failed.push(name);
      log.failed(name, error);
    }
  }
  return report;
}

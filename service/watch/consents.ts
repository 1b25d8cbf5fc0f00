import type { ConsentStanding, DataPort } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import type { Credentials, DueCheck } from '../../store/store';
import { type ConsentEnd, consentEnd } from '../consent-end';
import { isPast, openCredentials } from '../credentials';
import { tokenNotes } from '../data/token-notes';
import { type Checked, checkDue, inAnHour } from './due';
import { DAY, nextStep } from './grid';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** ms that a bank may take to say how a consent stands. */
const DEADLINE = 10_000;

/**
 * The next check of a consent: a day after the one before, at the time of day at which the credentials were issued. So
 * checks are spread over the day as sessions were.
 */
export const consentCheck = ({ created_at }: Credentials, since: number): NonNullable<Checked['next']> => [
  { kind: 'consent', at: new Date(nextStep(created_at.getTime(), DAY, since)) },
];

/**
 * Asks banks after consents that are active here, each once a day: users withdraw them at the bank. A bank that is
 * down, or has been asked as often as is its share of a look, is left alone for an hour.
 */
export async function checkConsents(services: WatchServices, look: Look): Promise<Done> {
  const { settings, clock } = services;
  if (settings.consents === 0) return nothing();
  const banks = bankTurns(Math.ceil(settings.consents / 2));

  const check = async (credentials: Credentials, due: DueCheck): Promise<Checked> => {
    const bank = services.data(credentials.catalog, credentials.flavour);
    const tomorrow = { next: consentCheck(credentials, clock()) };
    if (!bank) return tomorrow;
    if (isPast(credentials.valid_until, clock())) return {};
    const name = `${credentials.catalog}/${credentials.flavour}/${String(openCredentials(services, credentials).bank)}`;
    if (!banks.take(name)) return { next: [inAnHour(services, credentials, due)] };
    const said = await standingAt(services, bank, credentials);
    if (said === 'away') banks.leave(name);
    if (said === 'away') return { next: [inAnHour(services, credentials, due)] };
    return said ? { end: said } : tomorrow;
  };
  return checkDue(services, look, { kind: 'consent', limit: settings.consents, isPaced: true, check });
}

/** Whom of the banks may be asked in one look: each `share` times, until it is left alone. */
function bankTurns(share: number) {
  const left = new Map<string, number>();
  return {
    take(name: string): boolean {
      const turns = left.get(name) ?? share;
      left.set(name, turns - 1);
      return turns > 0;
    },
    leave: (name: string) => void left.set(name, 0),
  };
}

/** How a consent has ended, as its bank says; `undefined` where it has not. */
async function standingAt(
  services: WatchServices,
  bank: DataPort,
  credentials: Credentials,
): Promise<ConsentEnd | 'away' | undefined> {
  try {
    const signal = AbortSignal.timeout(DEADLINE);
    const tokens = tokenNotes(services, credentials);
    return endOf(await bank.status(openCredentials(services, credentials), { signal, tokens }));
  } catch (error) {
    if (!(error instanceof VestibuleError)) throw error;
    if (error.code === 'bank_unavailable' || error.code === 'bank_rate_limited') return 'away';
    // A refusal to say how it stands ends nothing.
    return consentEnd(error);
  }
}

function endOf(standing: ConsentStanding): ConsentEnd | undefined {
  if (standing === 'active') return undefined;
  if (standing === 'expired') return { status: 'expired' };
  return { status: 'revoked', by: 'bank', ...(standing === 'revoked' ? { byOthers: true } : {}) };
}

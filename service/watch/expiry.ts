import { credentialsEvent } from '../../security/tenant-events';
import type { Credentials, DueCheck } from '../../store/store';
import { expiredEvent } from '../consent-end';
import { lastMomentOf } from '../credentials';
import { type Checked, checkDue } from './due';
import { DAY, firstAfter } from './grid';
import type { Done, Look, WatchServices } from './services';

/** Days before the end of credentials at which their tenant is told of it. */
const WARNED = [14, 7, 1];
/** Credentials a look. */
const LIMIT = 500;

/** When a tenant is told of the end of credentials: `days_left` before it, and at the end itself. */
function points({ valid_until }: Credentials): { at: number; days_left: number }[] {
  const end = lastMomentOf(valid_until);
  if (end === undefined) return [];
  return [...WARNED, 0].map((days_left) => ({ at: end - days_left * DAY, days_left }));
}

/** The first check of their end that credentials need after `since`. */
export function expiryCheck(credentials: Credentials, since: number): NonNullable<Checked['next']> {
  const times = points(credentials).map(({ at }) => at);
  const at = firstAfter(times, since);
  return at === undefined ? [] : [{ kind: 'expiry', at: new Date(at) }];
}

/** Tells that credentials end soon, or have ended. */
export const checkExpiry = (services: WatchServices, look: Look): Promise<Done> =>
  checkDue(services, look, {
    kind: 'expiry',
    limit: LIMIT,
    check: async (credentials, due) => tellOfEnd(credentials, due, services.clock()),
  });

/**
 * Tells what holds now: a warning that another one has overtaken, as after days without a worker, is left out. Where
 * the end was moved since the check was planned, nothing may have to be told yet.
 */
function tellOfEnd(credentials: Credentials, due: DueCheck, now: number): Checked {
  const last = points(credentials)
    .filter(({ at }) => at >= due.at.getTime() && at <= now)
    .at(-1);
  return { told: last ? [eventOf(credentials, last)] : [], next: expiryCheck(credentials, now) };
}

function eventOf(credentials: Credentials, { at, days_left }: { at: number; days_left: number }) {
  if (days_left === 0) return expiredEvent(credentials, at);
  const { status, valid_until } = credentials;
  return credentialsEvent(credentials, {
    type: 'credentials.expiring',
    what: `expiring/${valid_until}/${days_left}`,
    at,
    data: { status, days_left, ...(valid_until === undefined ? {} : { valid_until }) },
  });
}

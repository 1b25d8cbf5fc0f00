import type { TenantEvent } from '../../domain/tenant-event';
import type { Credentials, DueCheck, DueCheckKind } from '../../store/store';
import { type ConsentEnd, endCredentials } from '../consent-end';
import { HOUR, nextStep } from './grid';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** What came of a check. */
export interface Checked {
  /** What the tenant is to be told. */
  told?: TenantEvent[];
  /** The credentials have ended, which their tenant is told. */
  end?: ConsentEnd;
  /** The next checks; none of this kind where it was the last. */
  next?: Pick<DueCheck, 'kind' | 'at' | 'said'>[];
}

interface Checking {
  kind: DueCheckKind;
  /** Checks a look. */
  limit: number;
  /** What is left over waits for the next look in its time. */
  isPaced?: true;
  check(credentials: Credentials, due: DueCheck): Promise<Checked>;
}

/** Checks that are under way at once. */
const AT_ONCE = 4;

/**
 * Carries out the checks of one kind that are due. Each is told, then planned anew, then removed: whoever dies in
 * between leaves it to be done again, and what is told or planned again is the same. A check that fails is put off to
 * the next hour, so that it keeps nobody else waiting. Credentials that are gone or have ended need no check.
 */
export async function checkDue(services: WatchServices, look: Look, checking: Checking): Promise<Done> {
  const { kind, limit, isPaced } = checking;
  const due = await services.store.dueChecks.due(kind, new Date(services.clock()), limit);
  const done = { ...nothing(), isMore: due.length === limit && !isPaced };
  for (let from = 0; from < due.length; from += AT_ONCE) {
    if (look.isLate()) return { ...done, isMore: !isPaced };
    look.beat();
    await Promise.all(due.slice(from, from + AT_ONCE).map((one) => carryOut(services, one, checking, done)));
  }
  return done;
}

async function carryOut(services: WatchServices, due: DueCheck, checking: Checking, done: Done): Promise<void> {
  const { store, events, log } = services;
  const credentials = await store.credentials.find(due.credentials_id, due.client_id);
  if (credentials?.status !== 'active') return store.dueChecks.remove(due);
  const {
    told = [],
    end,
    next = [],
  } = await checking.check(credentials, due).catch((error: unknown): Checked => {
    done.failed += 1;
    log.failed(due.kind, error);
    return { next: [inAnHour(services, credentials, due)] };
  });
  if (told.length > 0) await events.record(due.client_id, told);
  if (end) await endCredentials(services, credentials, end);
  for (const each of next) await store.dueChecks.add({ ...whose(due), ...each });
  await store.dueChecks.remove(due);
  done.checked += 1;
  done.told += told.length + (end ? 1 : 0);
}

const whose = ({ credentials_id, client_id }: DueCheck) => ({ credentials_id, client_id });

/** The same check within the next hour, at a time of the credentials' own. */
export const inAnHour = ({ clock }: WatchServices, { created_at }: Credentials, { kind, said }: DueCheck) => ({
  kind,
  at: new Date(nextStep(created_at.getTime(), HOUR, clock())),
  ...(said === undefined ? {} : { said }),
});

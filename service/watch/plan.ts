import type { Credentials, DueCheck } from '../../store/store';
import { openCredentials } from '../credentials';
import { consentCheck } from './consents';
import { type Checked, checkDue } from './due';
import { expiryCheck } from './expiry';
import { DAY } from './grid';
import { paymentCheck } from './payments';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** Credentials a look. */
const LIMIT = 500;

/** Plans the first checks of credentials that were issued. */
export const planIssued = (services: WatchServices, look: Look): Promise<Done> =>
  checkDue(services, look, {
    kind: 'plan',
    limit: LIMIT,
    check: async (credentials) => ({ next: checksOf(services, credentials, credentials.created_at.getTime() - 1) }),
  });

/** The first checks that credentials need after `since`, by what they point to. */
function checksOf(services: WatchServices, credentials: Credentials, since: number): NonNullable<Checked['next']> {
  const body = openCredentials(services, credentials);
  const facts = services.data(credentials.catalog, credentials.flavour)?.facts(body);
  return [
    ...expiryCheck(credentials, since),
    ...(facts?.says_status ? consentCheck(credentials, since) : []),
    ...(typeof body.payment_id === 'string' ? paymentCheck(credentials, since) : []),
  ];
}

/** How far the plan for credentials of before has come. */
interface Progress {
  /** The last one that was planned; absent once all are. */
  after?: string;
  /** When the last round was over, ms since the epoch. */
  ended_at?: number;
  rounds: number;
}
const NOTE = 'plan';
/** The second round finds what a worker of the version before has issued since the first. */
const ROUNDS = 2;

/** Plans for the credentials that were issued before there was a watch: twice, a day apart, and never again. */
export async function planFormer(services: WatchServices, look: Look): Promise<Done> {
  const { store, clock } = services;
  const noted = await store.watchNotes.find(NOTE);
  const progress: Progress = noted === undefined ? { after: '', rounds: 0 } : (JSON.parse(noted) as Progress);
  const { after = '', ended_at = 0, rounds } = progress;
  const done = nothing();
  if (rounds === ROUNDS || (progress.after === undefined && clock() - ended_at < DAY)) return done;
  const page = await store.credentials.page(after, LIMIT);
  for (const credentials of page.filter(({ status }) => status === 'active')) {
    look.beat();
    done.checked += 1;
    for (const check of readable(services, credentials, done)) await store.dueChecks.add(check);
  }
  const last = page.at(-1);
  const isOver = page.length < LIMIT || !last;
  const next: Progress = isOver ? { ended_at: clock(), rounds: rounds + 1 } : { after: last.credentials_id, rounds };
  await store.watchNotes.put(NOTE, JSON.stringify(next));
  return { ...done, isMore: !isOver };
}

/** The checks of credentials; none where they can't be opened, which must not hold up all others. */
function readable(services: WatchServices, credentials: Credentials, done: Done): DueCheck[] {
  const { credentials_id, client_id } = credentials;
  try {
    return checksOf(services, credentials, services.clock()).map((check) => ({ ...check, credentials_id, client_id }));
  } catch (error) {
    done.failed += 1;
    services.log.failed('plan', error);
    return [];
  }
}

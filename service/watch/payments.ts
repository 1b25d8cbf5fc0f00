import type { PaymentStanding } from '../../domain/connector';
import type { TenantEvent } from '../../domain/tenant-event';
import { credentialsEvent } from '../../security/tenant-events';
import type { Credentials, DueCheck } from '../../store/store';
import { openCredentials } from '../credentials';
import { type PaymentFacts, paymentFacts } from '../data/payment-status';
import { type Checked, checkDue } from './due';
import { DAY, firstAfter, HOUR, MINUTE } from './grid';
import type { Done, Look, WatchServices } from './services';

/** Payments a look. */
const LIMIT = 200;
/** Days after which a payment that is neither settled nor back is asked after no more. */
const DAYS = 14;

/** ms after the session at which its payment is asked after: ever more rarely. */
const TIMES: readonly number[] = [
  ...[0, 1, 2, 4, 8, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 12, 18].map((hours) => hours * HOUR),
  ...Array.from({ length: DAYS }, (_, day) => (day + 1) * DAY),
];

/** The first check of a payment after `since`. */
export function paymentCheck({ created_at }: Credentials, since: number, said?: string): NonNullable<Checked['next']> {
  const issued = created_at.getTime();
  const at = firstAfter(TIMES, since - issued);
  return at === undefined
    ? []
    : [{ kind: 'payment', at: new Date(issued + at), ...(said === undefined ? {} : { said }) }];
}

/** Asks banks how payments stand, by the way of `GET /credentials`, and tells what has become of them. */
export const checkPayments = (services: WatchServices, look: Look): Promise<Done> =>
  checkDue(services, look, { kind: 'payment', limit: LIMIT, check: (...of) => checkPayment(services, ...of) });

async function checkPayment(services: WatchServices, credentials: Credentials, due: DueCheck): Promise<Checked> {
  const bank = services.data(credentials.catalog, credentials.flavour);
  const body = openCredentials(services, credentials);
  const facts = bank && (await paymentFacts(services, { credentials, body, bank }));
  const steps = facts ? newsOf(facts, due.said) : [];
  const told = facts ? steps.map((step) => eventOf(credentials, step, facts)) : [];
  if (facts && isFinal(facts)) return { told };
  return { told, next: paymentCheck(credentials, services.clock(), steps.at(-1) ?? due.said) };
}

type Step = 'accepted' | 'settled' | 'returned';

const isFinal = ({ state }: PaymentStanding): boolean => state === 'settled' || state === 'rejected';

/**
 * The steps of a payment that its tenant has not been told. Its session has ended well, so the bank had accepted it: a
 * no that comes later means that it came back.
 */
function newsOf({ state }: PaymentStanding, said: string | undefined): Step[] {
  if (state === 'open') return [];
  if (state === 'rejected') return ['returned'];
  const accepted: Step[] = said === 'accepted' ? [] : ['accepted'];
  return state === 'settled' ? [...accepted, 'settled'] : accepted;
}

const eventOf = (credentials: Credentials, step: Step, { transaction_status: status, at }: PaymentFacts): TenantEvent =>
  credentialsEvent(credentials, {
    type: `payment.${step}`,
    what: `payment/${step}`,
    at: Date.parse(at),
    data: { status },
  });

import { type Body, type Conversation, expectStatus } from '../../cli/tour/app';
import { consent, deposit, exchange, pay, TERMS } from '../../cli/tour/journeys';
import type { PatientApp } from './patient-app';

/** One way that a user takes, and the end that it must come to. */
export interface Journey {
  name: 'consent' | 'payment' | 'deposit' | 'change of mind';
  /** Of a hundred users, so many. */
  share: number;
  run(app: PatientApp, number: number): Promise<Conversation>;
  end: string;
}

/** Users of the sandbox bank for each way of authorisation whose page is not a part that is killed. */
const USERS = ['user_embedded', 'user_redirect'] as const;
const userOf = (number: number) => USERS[number % USERS.length] as string;

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'consent',
    share: 45,
    end: 'COMPLETED',
    async run(app) {
      const session = await consent(app, 'user_embedded');
      await exchange(session);
      return session;
    },
  },
  { name: 'payment', share: 25, end: 'COMPLETED', run: (app, number) => pay(app, userOf(number)) },
  { name: 'deposit', share: 15, end: 'COMPLETED', run: (app, number) => deposit(app, userOf(number), 'Ana Pop') },
  { name: 'change of mind', share: 15, end: 'CANCELLED', run: changeOfMind },
];

/** Cancels while the bank holds an offer for the user, and waits until nothing can happen any more. */
async function changeOfMind(app: PatientApp): Promise<Conversation> {
  const session = await app.start('xyz_sbx_#3.0');
  expectStatus(await session.submit(TERMS), 200, 202);
  await session.until(session.isAt('confirm'));
  expectStatus(await session.submit({ action: 'accept' }), 200, 202);
  await session.until(session.isAt('documents'));
  expectStatus(await session.cancel(), 200, 202);
  await session.until(session.ended);
  return session;
}

/** The journey of a user, by a number from 0 to 100. */
export function pick(at: number): Journey {
  let share = 0;
  return JOURNEYS.find((journey) => {
    share += journey.share;
    return at < share;
  }) as Journey;
}

/** Effects at the bank that must be as many as sessions came to their end, or as others of them. */
export function auditOf(effects: readonly Body[], ended: ReadonlyMap<Journey['name'], number>): string[] {
  const count = (effect: string) => effects.filter((row) => row.effect === effect).length;
  const of = (name: Journey['name']) => ended.get(name) ?? 0;
  const rows: [what: string, seen: number, right: number][] = [
    ['consents valid', count('consent.valid'), of('consent')],
    ['payments made', count('payment.created'), of('payment')],
    ['payments authorised', count('payment.authorised'), of('payment')],
    ['deposits opened', count('deposit.opened'), of('deposit')],
    ['holds made', count('hold.created'), of('deposit') + of('change of mind')],
    ['holds released', count('hold.released'), of('change of mind')],
  ];
  return rows
    .filter(([, seen, right]) => seen !== right)
    .map(([what, seen, right]) => `${what}: ${seen}, not ${right}`);
}

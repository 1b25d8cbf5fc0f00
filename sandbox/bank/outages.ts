import { type Bank, countOf } from './books';
import type { Call } from './call';
import { Refusal } from './refusal';
import { findUser } from './users';

const DOWN_MS = 60_000;
const CYCLE_MS = 11 * 60_000;

const unavailable = (seconds: number) =>
  new Refusal(503, 'SERVICE_UNAVAILABLE', 'The bank is not available at the moment.', {
    headers: { 'Retry-After': String(seconds) },
  });

/** Milliseconds since a user's first request of all. */
function sinceFirst({ counts }: Bank, psu_id: string, now: number): number {
  const first = counts.get(`first ${psu_id}`) ?? now;
  counts.set(`first ${psu_id}`, first);
  return now - first;
}

/** @throws Refusal 503 while the bank is down for this user */
export function refuseDuringOutage(call: Call): void {
  const user = findUser(call.psu_id);
  if (user?.outage === 'minute') {
    const passed = sinceFirst(call.bank, user.psu_id, call.now) % CYCLE_MS;
    if (passed < DOWN_MS) throw unavailable(Math.ceil((DOWN_MS - passed) / 1000));
  } else if (user?.outage) {
    // Polls and reads may come with a new id each; what they read is what makes them the same operation.
    const key = [call.method === 'GET' ? call.header('Consent-ID') : call.request_id, call.method, call.path].join(' ');
    if (countOf(call.bank, `outage ${key}`) < 2 || user.outage === 'always') throw unavailable(1);
  }
}

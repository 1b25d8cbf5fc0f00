import { countOf } from './books';
import type { Call } from './operation';
import { Refusal } from './refusal';
import { findUser } from './users';

/** @throws Refusal 503 while the bank is down for this user */
export function refuseDuringOutage(call: Call): void {
  const outage = findUser(call.psu_id)?.outage;
  if (!outage) return;
  // Polls and reads may come with a new id each; what they read is what makes them the same operation.
  const key = [call.method === 'GET' ? call.header('Consent-ID') : call.request_id, call.method, call.path].join(' ');
  const refused = countOf(call.bank, `outage ${key}`);
  if (outage === 'always' || refused < 2) {
    throw new Refusal(503, 'SERVICE_UNAVAILABLE', 'The bank is not available at the moment.', {
      headers: { 'Retry-After': '1' },
    });
  }
}

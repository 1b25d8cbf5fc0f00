import type { Call } from './operation';
import { Refusal } from './refusal';
import { findUser } from './users';

/** How often each operation of a flaky user was refused: forgotten at a restart. */
export type Outages = Map<string, number>;

/** Whose request it is: named by the PSU-ID header, or by the consent, payment or hold that it is about. */
function psuOf({ books, params, header }: Call): string | undefined {
  const consent = books.get('consents', params.consent_id ?? header('Consent-ID') ?? '');
  const subject = consent ?? books.get('payments', params.payment_id ?? '') ?? books.get('holds', params.hold_id ?? '');
  return header('PSU-ID') ?? subject?.psu_id;
}

/** @throws Refusal 503 while the bank is down for this user */
export function refuseDuringOutage(call: Call, outages: Outages): void {
  const outage = findUser(psuOf(call))?.outage;
  if (!outage) return;
  // Polls and reads may come with a new id each; what they read is what makes them the same operation.
  const key = [call.method === 'GET' ? call.header('Consent-ID') : call.request_id, call.method, call.path].join(' ');
  const refused = outages.get(key) ?? 0;
  outages.set(key, refused + 1);
  if (outage === 'always' || refused < 2) {
    throw new Refusal(503, 'SERVICE_UNAVAILABLE', 'The bank is not available at the moment.', {
      headers: { 'Retry-After': '1' },
    });
  }
}

import { type Kind, refuseOddly } from './access-faults';
import { accountAt } from './account-ids';
import { isoDate } from './books';
import type { Call } from './call';
import { bankOf } from './clothes/wardrobe';
import { current, end } from './consents';
import { requireToken, signedIn } from './oauth/bearer';
import { type Account, may, type Right } from './portfolio';
import { Refusal } from './refusal';
import { toldStatus } from './status-lag';
import type { Consent } from './subjects';

const DAY_MS = 24 * 3600 * 1000;

/**
 * The consent that a read goes by.
 * @throws Refusal 400 CONSENT_UNKNOWN, 401 CONSENT_EXPIRED, CONSENT_INVALID or TOKEN_…, 429 ACCESS_EXCEEDED
 */
export function consentFor(call: Call, kind: Kind, account_id = ''): Consent {
  const byToken = consentOfToken(call);
  if (byToken) {
    countUnattended(call, byToken, kind, account_id);
    return byToken;
  }
  const id = call.header('Consent-ID');
  if (!id) throw new Refusal(400, 'FORMAT_ERROR', 'A consent is needed.', { path: 'Consent-ID' });
  const found = call.books.get('consents', id);
  if (!found || bankOf(found) !== call.clothes)
    throw new Refusal(400, 'CONSENT_UNKNOWN', 'There is no such consent.', { path: 'Consent-ID' });
  requireToken(call, found.id);
  const consent = current(call.books, found);
  expireIfUsed(call, consent, kind);
  if (call.books.get('consents', id)?.status === 'expired') {
    throw new Refusal(401, 'CONSENT_EXPIRED', 'The consent has expired.', { path: 'Consent-ID' }).keeping();
  }
  const status = toldStatus(call.books, consent, false);
  if (status !== 'valid')
    throw new Refusal(401, 'CONSENT_INVALID', `The consent is ${status}.`, { path: 'Consent-ID' });
  refuseOddly(call, consent, kind, account_id);
  countUnattended(call, consent, kind, account_id);
  if (call.traits.limited && kind !== 'list') throw exceeded(call);
  return consent;
}

/** The consent of a bank that has no such resource: what its users sign in to. */
function consentOfToken(call: Call): Consent | undefined {
  const token = call.traits.oauth?.sign_in === 'only' ? signedIn(call) : undefined;
  if (!token?.psu_id) return undefined;
  if (!token.scope.split(' ').includes('AISP'))
    throw new Refusal(401, 'CONSENT_INVALID', 'The user did not sign in for account information.');
  return {
    id: token.subject_id,
    bank: call.clothes.name,
    psu_id: token.psu_id,
    status: 'valid',
    access: { allPsd2: 'allAccounts' },
    recurring: true,
    valid_until: isoDate(call.now + call.traits.longest_days * DAY_MS),
    frequency_per_day: 4,
    last_action: isoDate(call.now),
  };
}

const exceeded = ({ traits }: Call) =>
  new Refusal(429, 'ACCESS_EXCEEDED', 'The consent allows no more reads today without the user.', {
    ...(traits.says_retry_after && { headers: { 'Retry-After': '3600' } }),
  });

/** For the user whose consent is good for one read of the account list; that very request may be repeated. */
function expireIfUsed({ books, request_id, traits }: Call, consent: Consent, kind: Kind): void {
  if (consent.status !== 'valid' || !traits.expires_after_first_list) return;
  const isFirst = kind === 'list' && (consent.listed_by ?? request_id) === request_id;
  if (isFirst) books.put('consents', consent.id, { ...consent, listed_by: request_id });
  else if (consent.listed_by) end(books, consent, 'expired');
}

/**
 * Reads without the user (no PSU-IP-Address) are limited by the consent's frequencyPerDay, for each account and kind of
 * data; pages of one list count once.
 */
function countUnattended(call: Call, consent: Consent, kind: Kind, account_id: string): void {
  if (call.header('PSU-IP-Address') || Number(call.query.pageIndex ?? call.query.page ?? 0) > 0) return;
  const id = `${consent.id} ${account_id} ${kind}`;
  const day = isoDate(call.now);
  const row = call.books.get('unattended_reads', id);
  const request_ids = row?.day === day ? row.request_ids : [];
  if (request_ids.includes(call.request_id)) return;
  if (request_ids.length >= consent.frequency_per_day) throw exceeded(call);
  call.books.put('unattended_reads', id, { day, request_ids: [...request_ids, call.request_id] });
}

/** @throws Refusal 404 where there is no such account, 401 where the consent doesn't reach it */
export function accountFor(call: Call, consent: Consent, right: Right): Account {
  const account = accountAt(consent, call.params.account_id);
  if (!account) throw new Refusal(404, 'RESOURCE_UNKNOWN', 'There is no such account.');
  if (!may(consent, right, account))
    throw new Refusal(401, 'CONSENT_INVALID', 'The consent does not include this.', { path: 'Consent-ID' });
  return account;
}

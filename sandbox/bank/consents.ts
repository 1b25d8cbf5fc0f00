import { randomUUID } from 'node:crypto';
import { redirectUris, type Subject, start, subjectOf } from './authorisations';
import { type AccountAccess, type BankChange, type Consent, isoDate } from './books';
import { view } from './challenges';
import type { Call, Operation } from './operation';
import { accountsOf, granted } from './portfolio';
import { type Links, Refusal } from './refusal';
import { check } from './schemas';
import { approachFor, knownUser } from './users';

const LONGEST_CONSENT_DAYS = 180;

interface ConsentRequest {
  access: AccountAccess;
  recurringIndicator: boolean;
  validUntil: string;
  frequencyPerDay: number;
}

/** @throws Refusal 400: every consent and payment is to carry the address of the user's browser */
export function requireUserAddress({ header }: Call): void {
  if (!header('PSU-IP-Address'))
    throw new Refusal(400, 'FORMAT_ERROR', 'The IP address of the user is needed.', { path: 'PSU-IP-Address' });
}

/**
 * Whether the bank starts the authorisation by itself. In the embedded approach it never does: the TPP has to start it
 * with the user's data, and may ask for that (TPP-Explicit-Authorisation-Preferred) in the other two.
 */
export function firstLinks(call: Call, kind: 'consents' | 'payments', subject: Subject, self: string) {
  const user = call.header('PSU-ID') ? knownUser(call.header('PSU-ID') ?? '') : undefined;
  const approach = approachFor(user);
  const own: Links = { self: { href: self }, status: { href: `${self}/status` } };
  const explicit = approach === 'EMBEDDED' || call.header('TPP-Explicit-Authorisation-Preferred') === 'true';
  if (!explicit) return { approach, body: { ...view(call.bank, start(call, kind, subject)) }, own };
  const type = user?.asks_password ? 'startAuthorisationWithPsuAuthentication' : 'startAuthorisation';
  return { approach, body: { _links: { [type]: { href: `${self}/authorisations` } } as Links }, own };
}

/** A longer time than the law allows is shortened (RTS on SCA, article 10a); the consent, when it is read, says so. */
const adjusted = (asked: string, now: number): string => {
  const longest = isoDate(now + LONGEST_CONSENT_DAYS * 24 * 3600 * 1000);
  return asked < longest ? asked : longest;
};

export const create: Operation = (call) => {
  requireUserAddress(call);
  const asked = check<ConsentRequest>('consent', call.body);
  const psu_id = call.header('PSU-ID');
  if (psu_id) knownUser(psu_id);
  if (asked.validUntil < isoDate(call.now))
    throw new Refusal(400, 'FORMAT_ERROR', 'The date is in the past.', { path: 'validUntil' });
  const consent: Consent = {
    id: randomUUID(),
    ...(psu_id && { psu_id }),
    ...redirectUris(call),
    status: 'received',
    access: asked.access,
    recurring: asked.recurringIndicator,
    valid_until: adjusted(asked.validUntil, call.now),
    frequency_per_day: asked.frequencyPerDay,
    last_action: isoDate(call.now),
  };
  call.books.put('consents', consent.id, consent);
  call.books.effect('consent.created', consent.id);
  const self = `/psd2/v1/consents/${consent.id}`;
  const { approach, body, own } = firstLinks(call, 'consents', consent, self);
  return {
    status: 201,
    // Several consents of one user stand side by side: a new one doesn't end an older one.
    headers: { Location: self, 'ASPSP-SCA-Approach': approach, 'ASPSP-Multiple-Consent-Support': 'true' },
    body: { consentStatus: consent.status, consentId: consent.id, ...body, _links: { ...body._links, ...own } },
  };
};

/** The consent as it stands today: its last day ends it. */
export function current(books: BankChange, consent: Consent): Consent {
  const isOver =
    consent.valid_until < isoDate(books.now) && (consent.status === 'valid' || consent.status === 'received');
  if (isOver) end(books, consent, 'expired');
  return books.get('consents', consent.id) ?? consent;
}

export function end(books: BankChange, consent: Consent, status: 'expired' | 'terminatedByTpp' | 'revokedByPsu'): void {
  books.put('consents', consent.id, { ...consent, status, last_action: isoDate(books.now) });
  books.effect(`consent.${status}`, consent.id);
}

export const read: Operation = (call) => {
  const consent = current(call.books, subjectOf('consents', call));
  const shown = consent.status === 'valid' ? granted(consent, accountsOf(consent.psu_id)) : consent.access;
  return {
    status: 200,
    body: {
      access: shown,
      recurringIndicator: consent.recurring,
      validUntil: consent.valid_until,
      frequencyPerDay: consent.frequency_per_day,
      lastActionDate: consent.last_action,
      consentStatus: consent.status,
      ...(consent.status === 'valid' && { _links: { account: { href: '/psd2/v1/accounts' } } }),
    },
  };
};

export const status: Operation = (call) => ({
  status: 200,
  body: { consentStatus: current(call.books, subjectOf('consents', call)).status },
});

/** Deleting again, or what is over anyway, is not an error. */
export const remove: Operation = (call) => {
  const consent = current(call.books, subjectOf('consents', call));
  if (consent.status === 'received' || consent.status === 'valid') end(call.books, consent, 'terminatedByTpp');
  return { status: 204 };
};

import { randomUUID } from 'node:crypto';
import { namedUser, redirectUris } from './authorisation-start';
import { subjectOf } from './authorisations';
import { type BankChange, isoDate } from './books';
import type { Call } from './call';
import { type ConsentRequest, requireGrantable, validUntil } from './consent-rules';
import { exempt } from './exemption';
import { firstLinks } from './first-links';
import { requireAppToken, signedIn } from './oauth/bearer';
import type { Operation } from './operation';
import { accountsOf, granted } from './portfolio';
import { Refusal } from './refusal';
import { check } from './schemas';
import { toldStatus } from './status-lag';
import type { Consent, ConsentStatus } from './subjects';

/** What every creation is to carry: the address of the user's browser, and a token where the bank wants one. */
export function requireCreator(call: Call): void {
  requireAppToken(call);
  if (!call.header('PSU-IP-Address'))
    throw new Refusal(400, 'FORMAT_ERROR', 'The IP address of the user is needed.', { path: 'PSU-IP-Address' });
}

/** @throws Refusal 400 FORMAT_ERROR or 401 where the user is not named as the bank wants it */
export function requireUser(call: Call): void {
  const { psu_id_required, psu_id_pattern } = call.clothes.traits;
  const given = call.header('PSU-ID');
  const isFit = given ? new RegExp(psu_id_pattern ?? '').test(given) : !psu_id_required;
  if (!isFit) throw new Refusal(400, 'FORMAT_ERROR', 'The user name is not one of this bank.', { path: 'PSU-ID' });
  namedUser(call);
}

export const create: Operation = (call) => {
  requireCreator(call);
  requireUser(call);
  const asked = check<ConsentRequest>('consent', call.body);
  requireGrantable(call, asked);
  const consent: Consent = {
    id: randomUUID(),
    bank: call.clothes.name,
    ...(call.psu_id && { psu_id: call.psu_id }),
    ...redirectUris(call),
    status: 'received',
    access: asked.access,
    recurring: asked.recurringIndicator,
    valid_until: validUntil(call, asked.validUntil),
    frequency_per_day: asked.frequencyPerDay,
    last_action: isoDate(call.now),
  };
  call.books.put('consents', consent.id, consent);
  call.books.effect('consent.created', consent.id, signedIn(call)?.subject_id);
  const { approach, self, body } = firstLinks(call, 'consents', consent);
  if (call.traits.exempt) exempt(call.books, 'consents', consent.id);
  const after_ms = call.traits.ended_by_bank_ms;
  if (after_ms !== undefined)
    call.books.put('due', consent.id, { table: 'consents', id: consent.id, at: call.now + after_ms });
  const consentStatus = call.books.get('consents', consent.id)?.status;
  return {
    status: 201,
    headers: {
      Location: self,
      'ASPSP-SCA-Approach': approach,
      'ASPSP-Multiple-Consent-Support': String(!call.traits.replaces_former),
    },
    body: { consentStatus, consentId: consent.id, ...body },
  };
};

/** The consent as it stands today: its last day ends it. */
export function current(books: BankChange, consent: Consent): Consent {
  const isOver =
    consent.valid_until < isoDate(books.now) && (consent.status === 'valid' || consent.status === 'received');
  if (isOver) end(books, consent, 'expired');
  return books.get('consents', consent.id) ?? consent;
}

export function end(books: BankChange, consent: Consent, status: ConsentStatus): void {
  books.put('consents', consent.id, { ...consent, status, last_action: isoDate(books.now) });
  books.effect(`consent.${status}`, consent.id);
}

function shownValidity({ traits }: Call, { valid_until }: Consent): { validUntil?: string } {
  if (traits.valid_until === 'missing') return {};
  return { validUntil: traits.valid_until === 'date' ? valid_until : `${valid_until}T00:00:00Z` };
}

export const read: Operation = (call) => {
  const consent = current(call.books, subjectOf('consents', call));
  const consentStatus = toldStatus(call.books, consent, true);
  const asText = (value: boolean | number) => (call.traits.texts_for_values ? String(value) : value);
  return {
    status: 200,
    body: {
      access: consentStatus === 'valid' ? granted(consent, accountsOf(consent)) : consent.access,
      recurringIndicator: asText(consent.recurring),
      ...shownValidity(call, consent),
      frequencyPerDay: asText(consent.frequency_per_day),
      lastActionDate: consent.last_action,
      consentStatus,
      ...(consentStatus === 'valid' && { _links: { account: { href: call.clothes.paths.accounts } } }),
    },
  };
};

export const status: Operation = (call) => {
  const consent = current(call.books, subjectOf('consents', call));
  return { status: 200, body: { consentStatus: toldStatus(call.books, consent, true) } };
};

/** Deleting again, or what is over anyway, is not an error. */
export const remove: Operation = (call) => {
  const consent = current(call.books, subjectOf('consents', call));
  const isAlive = ['received', 'partiallyAuthorised', 'valid'].includes(consent.status);
  if (isAlive) {
    call.books.put('lags', consent.id, null);
    end(call.books, consent, 'terminatedByTpp');
  }
  return { status: 204 };
};

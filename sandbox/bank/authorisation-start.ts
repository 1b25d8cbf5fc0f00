import { randomBytes, randomUUID } from 'node:crypto';
import { approachFor, asksPassword, methodsOf } from './approaches';
import type { Authorisation, BankChange, ScaStatus, SubjectKind } from './books';
import type { Call } from './call';
import { phoneCode } from './phone-code';
import { Refusal } from './refusal';
import type { Consent, Hold, Payment } from './subjects';
import type { Approach, TestUser } from './user';
import { findUser } from './users';

export type Subject = Consent | Payment | Hold;

/** Redirect URIs from the request's headers. */
export function redirectUris({ header }: Call): { redirect_uri?: string; nok_redirect_uri?: string } {
  const [ok, nok] = [header('TPP-Redirect-URI'), header('TPP-Nok-Redirect-URI')];
  return { ...(ok && { redirect_uri: ok }), ...(nok && { nok_redirect_uri: nok }) };
}

/**
 * The user that a request names, if it names one: undefined too where the bank doesn't say yet that it knows nobody of
 * that name. @throws Refusal 401 PSU_CREDENTIALS_INVALID
 */
export function namedUser({ psu_id, clothes }: Call): TestUser | undefined {
  const user = findUser(psu_id);
  if (psu_id && !user && !clothes.traits.unknown_user_told_late)
    throw new Refusal(401, 'PSU_CREDENTIALS_INVALID', 'This bank does not know the user.', { path: 'PSU-ID' });
  return user;
}

function firstStatus(call: Call, approach: Approach, psu_id: string | undefined): ScaStatus {
  if (approach === 'REDIRECT') return 'received';
  if (approach === 'DECOUPLED') return 'started';
  const isChosen = methodsOf(call.clothes, psu_id).length === 1;
  return asksPassword(call.clothes, psu_id) || !isChosen ? 'psuIdentified' : 'scaMethodSelected';
}

/**
 * Starts an authorisation of a consent, payment or hold. @throws Refusal 400 where a redirect has nowhere to return to
 */
export function start(call: Call, kind: SubjectKind, subject: Subject): Authorisation {
  const { clothes } = call;
  const psu_id = call.psu_id ?? subject.psu_id;
  const user = namedUser(call);
  if (subject.psu_id && psu_id !== subject.psu_id) {
    throw new Refusal(401, 'PSU_CREDENTIALS_INVALID', 'This resource is of another user.', { path: 'PSU-ID' });
  }
  const approach = approachFor(clothes, user, call.header('TPP-Redirect-Preferred'));
  const { redirect_uri = subject.redirect_uri, nok_redirect_uri = subject.nok_redirect_uri } = redirectUris(call);
  if (approach === 'REDIRECT' && !redirect_uri) {
    throw new Refusal(400, 'FORMAT_ERROR', 'The redirect approach needs an address to return to.', {
      path: 'TPP-Redirect-URI',
    });
  }
  const [method, ...others] = methodsOf(clothes, psu_id);
  const authorisation: Authorisation = {
    id: randomUUID(),
    ...(subject.bank && { bank: subject.bank }),
    kind,
    subject_id: subject.id,
    ...('product' in subject && subject.product && { product: subject.product }),
    ...(psu_id && { psu_id }),
    approach,
    status: firstStatus(call, approach, psu_id),
    ...(approach === 'EMBEDDED' && method && others.length === 0 && { method_id: method.authenticationMethodId }),
    failures: 0,
    login_token: randomBytes(24).toString('base64url'),
    code: phoneCode(),
    ...(redirect_uri && { redirect_uri }),
    ...(nok_redirect_uri && { nok_redirect_uri }),
    started_at: call.now,
  };
  enter(call.books, authorisation, user);
  return authorisation;
}

function enter(books: BankChange, authorisation: Authorisation, user: TestUser | undefined): void {
  const { id, approach, login_token, code, started_at } = authorisation;
  books.put('authorisations', id, authorisation);
  if (approach === 'REDIRECT') books.put('handles', login_token, { authorisation_id: id });
  if (approach === 'DECOUPLED') books.put('handles', code, { authorisation_id: id });
  const wait = approach === 'DECOUPLED' ? user?.decides_itself : undefined;
  if (wait) books.put('due', id, { table: 'authorisations', id, at: started_at + wait.after_ms });
  books.effect('authorisation.started', id);
}

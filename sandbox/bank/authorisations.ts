import { randomBytes, randomUUID } from 'node:crypto';
import { AUTHORISATIONS, scaStatusPath } from './addresses';
import { approachFor, asksPassword, methodsOf } from './approaches';
import {
  type Authorisation,
  type BankChange,
  type Consent,
  countOf,
  type Hold,
  type Payment,
  type ScaStatus,
  type SubjectKind,
} from './books';
import type { Call } from './call';
import { answerChallenge } from './challenge-answers';
import { view } from './challenges';
import { bankOf } from './clothes/wardrobe';
import type { Operation } from './operation';
import { isOpen } from './outcomes';
import { phoneCode } from './phone-code';
import { type Answer, Refusal } from './refusal';
import type { Approach, TestUser } from './user';
import { findUser } from './users';

export type Subject = Consent | Payment | Hold;

const PARAMETER = {
  consents: 'consent_id',
  payments: 'payment_id',
  cancellations: 'payment_id',
  holds: 'hold_id',
} as const;
const TABLE = { consents: 'consents', payments: 'payments', cancellations: 'payments', holds: 'holds' } as const;

/** The subject that the path names. @throws Refusal 403, as NextGenPSD2 has it for ids in the path */
export function subjectOf<K extends SubjectKind>(kind: K, { books, params, clothes }: Call) {
  const subject = books.get(TABLE[kind], params[PARAMETER[kind]] ?? '');
  if (!subject || bankOf(subject) !== clothes) {
    const code = kind === 'consents' ? 'CONSENT_UNKNOWN' : 'RESOURCE_UNKNOWN';
    throw new Refusal(403, code, 'There is no such resource.');
  }
  return subject;
}

/** Redirect URIs from the request's headers. @throws Refusal 400 where one is not an absolute http(s) URL */
export function redirectUris({ header }: Call): { redirect_uri?: string; nok_redirect_uri?: string } {
  const [ok, nok] = ['TPP-Redirect-URI', 'TPP-Nok-Redirect-URI'].map((name) => {
    const value = header(name);
    if (value && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
      throw new Refusal(400, 'FORMAT_ERROR', 'An absolute http or https URL is needed.', { path: name });
    }
    return value;
  });
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

function awaitsAuthorisation(kind: SubjectKind, subject: Subject): boolean {
  if (kind === 'holds') return subject.status === 'held' && !(subject as Hold).authorised;
  if (kind === 'cancellations') return (subject as Payment).cancelling ?? false;
  return subject.status === (kind === 'consents' ? 'received' : 'RCVD');
}

/** POST …/authorisations. A body with the first answer of the user is taken in the same go. */
const begin =
  (kind: SubjectKind): Operation =>
  (call) => {
    const subject = subjectOf(kind, call);
    if (!awaitsAuthorisation(kind, subject))
      throw new Refusal(409, 'STATUS_INVALID', 'This resource does not wait for an authorisation.');
    const started = start(call, kind, subject);
    if (Object.keys(call.body as object).length > 0) {
      const answer = answerChallenge(call, started);
      if (answer.status !== 200) throw Refusal.of(answer);
    }
    const now = call.books.get('authorisations', started.id) ?? started;
    return {
      status: 201,
      headers: { 'ASPSP-SCA-Approach': now.approach, Location: scaStatusPath(now) },
      body: { authorisationId: now.id, ...view(call.bank, now) },
    };
  };

function authorisationOf(kind: SubjectKind, call: Call): Authorisation {
  const found = call.books.get('authorisations', call.params.authorisation_id ?? '');
  if (found?.kind !== kind || found.subject_id !== call.params[PARAMETER[kind]]) {
    throw new Refusal(403, 'RESOURCE_UNKNOWN', 'There is no such authorisation.');
  }
  return found;
}

const list =
  (kind: SubjectKind): Operation =>
  (call) => {
    const { id } = subjectOf(kind, call);
    const own = call.books.committed('authorisations').filter((row) => row.kind === kind && row.subject_id === id);
    const ids = own.map((row) => row.id);
    const name = AUTHORISATIONS[kind] === 'authorisations' ? 'authorisationIds' : 'cancellationIds';
    return { status: 200, body: { [name]: ids } };
  };

/** @throws Refusal where the bank tells no status of what is over, or is asked too often */
function refuseStatus({ bank, traits }: Call, { id, status }: Authorisation): void {
  const { sca_gone, polls_refused } = traits;
  const isOver = status === 'finalised' || status === 'failed';
  if (sca_gone && isOver) throw new Refusal(sca_gone, 'RESOURCE_UNKNOWN', 'There is no such authorisation.');
  if (!polls_refused || countOf(bank, `poll ${id}`) % 2 === 0) return;
  const code = polls_refused === 429 ? 'ACCESS_EXCEEDED' : 'SERVICE_BLOCKED';
  throw new Refusal(polls_refused, code, 'The status is read too often.');
}

const read =
  (kind: SubjectKind): Operation =>
  (call) => {
    const authorisation = authorisationOf(kind, call);
    const { status, psu_id, approach } = authorisation;
    refuseStatus(call, authorisation);
    const isDeclined = status === 'failed' && approach === 'DECOUPLED' && findUser(psu_id)?.decides_itself;
    const psuMessage = isDeclined ? 'The request was declined on the phone.' : undefined;
    const _links = status === 'unconfirmed' ? view(call.bank, authorisation)._links : undefined;
    return { status: 200, body: { scaStatus: status, ...(psuMessage && { psuMessage }), ...(_links && { _links }) } };
  };

const update =
  (kind: SubjectKind): Operation =>
  (call): Answer => {
    const authorisation = authorisationOf(kind, call);
    const isAwaited = authorisation.approach === 'EMBEDDED' && isOpen(authorisation);
    if (!isAwaited && authorisation.status !== 'unconfirmed') {
      throw new Refusal(409, 'STATUS_INVALID', 'This authorisation takes no data (any more).');
    }
    return answerChallenge(call, authorisation);
  };

/** The four operations of an authorisation sub-resource, the same for consents, payments and holds. */
export const authorisationOperations = (kind: SubjectKind) => ({
  begin: begin(kind),
  list: list(kind),
  read: read(kind),
  update: update(kind),
});

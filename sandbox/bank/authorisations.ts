import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Authorisation, BankChange, Consent, Hold, Payment, ScaStatus, SubjectKind } from './books';
import { answerChallenge, scaStatusPath, view } from './challenges';
import type { Call, Operation } from './operation';
import { isOpen } from './outcomes';
import { type Answer, Refusal } from './refusal';
import { approachFor, findUser, knownUser, type TestUser } from './users';

export type Subject = Consent | Payment | Hold;

const PARAMETER = { consents: 'consent_id', payments: 'payment_id', holds: 'hold_id' } as const;
const UNKNOWN = { consents: 'CONSENT_UNKNOWN', payments: 'RESOURCE_UNKNOWN', holds: 'RESOURCE_UNKNOWN' } as const;

/** The subject that the path names. @throws Refusal 403, as NextGenPSD2 has it for ids in the path */
export function subjectOf<K extends SubjectKind>(kind: K, { books, params }: Call) {
  const subject = books.get(kind, params[PARAMETER[kind]] ?? '');
  if (!subject) throw new Refusal(403, UNKNOWN[kind], 'There is no such resource.');
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

function firstStatus(user: TestUser | undefined): ScaStatus {
  if (approachFor(user) === 'REDIRECT') return 'received';
  if (user?.approach === 'DECOUPLED') return 'started';
  return user?.asks_password || user?.methods?.length !== 1 ? 'psuIdentified' : 'scaMethodSelected';
}

const phoneCode = () => Array.from({ length: 8 }, () => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[randomInt(32)]).join('');

/**
 * Starts an authorisation of a consent, payment or hold. @throws Refusal 400 where a redirect has nowhere to return to
 */
export function start(call: Call, kind: SubjectKind, subject: Subject): Authorisation {
  const psu_id = call.header('PSU-ID') ?? subject.psu_id;
  const user = psu_id ? knownUser(psu_id) : undefined;
  if (subject.psu_id && psu_id !== subject.psu_id) {
    throw new Refusal(401, 'PSU_CREDENTIALS_INVALID', 'This resource is of another user.', { path: 'PSU-ID' });
  }
  const { redirect_uri = subject.redirect_uri, nok_redirect_uri = subject.nok_redirect_uri } = redirectUris(call);
  if (approachFor(user) === 'REDIRECT' && !redirect_uri) {
    throw new Refusal(400, 'FORMAT_ERROR', 'The redirect approach needs an address to return to.', {
      path: 'TPP-Redirect-URI',
    });
  }
  const authorisation: Authorisation = {
    id: randomUUID(),
    kind,
    subject_id: subject.id,
    ...(psu_id && { psu_id }),
    approach: approachFor(user),
    status: firstStatus(user),
    ...(user?.methods?.length === 1 && { method_id: user.methods[0]?.authenticationMethodId ?? '' }),
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
  const wait = user?.decides_itself;
  if (wait) books.put('due', id, { table: 'authorisations', id, at: started_at + wait.after_ms });
  books.effect('authorisation.started', id);
}

function awaitsAuthorisation(kind: SubjectKind, subject: Subject): boolean {
  if (kind === 'holds') return subject.status === 'held' && !(subject as Hold).authorised;
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
    return { status: 200, body: { authorisationIds: own.map((row) => row.id) } };
  };

const read =
  (kind: SubjectKind): Operation =>
  (call) => {
    const { status, psu_id } = authorisationOf(kind, call);
    const psuMessage =
      status === 'failed' && findUser(psu_id)?.decides_itself ? 'The request was declined on the phone.' : undefined;
    return { status: 200, body: { scaStatus: status, ...(psuMessage && { psuMessage }) } };
  };

const update =
  (kind: SubjectKind): Operation =>
  (call): Answer => {
    const authorisation = authorisationOf(kind, call);
    if (authorisation.approach !== 'EMBEDDED' || !isOpen(authorisation)) {
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

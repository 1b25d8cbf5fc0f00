import { scaStatusPath } from './addresses';
import { type Subject, start } from './authorisation-start';
import { type Authorisation, countOf, type SubjectKind } from './books';
import type { Call } from './call';
import { answerChallenge } from './challenge-answers';
import { view } from './challenges';
import { bankOf } from './clothes/wardrobe';
import type { Operation } from './operation';
import { isOpen } from './outcomes';
import { type Answer, Refusal } from './refusal';
import type { Hold, Payment } from './subjects';
import { findUser } from './users';

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
    return { status: 200, body: { authorisationIds: own.map((row) => row.id) } };
  };

/** @throws Refusal 403 or 404 where the bank knows nothing any more of what is over */
function refuseGone({ traits: { sca_gone } }: Call, { status }: Authorisation): void {
  const isOver = status === 'finalised' || status === 'failed';
  if (sca_gone && isOver) throw new Refusal(sca_gone, 'RESOURCE_UNKNOWN', 'There is no such authorisation.');
}

/** @throws Refusal where the status is read too often */
function refusePoll({ bank, traits: { polls_refused } }: Call, { id }: Authorisation): void {
  if (!polls_refused || countOf(bank, `poll ${id}`) % 2 === 0) return;
  const { status: refused, retry_after } = polls_refused;
  const code = refused === 429 ? 'ACCESS_EXCEEDED' : 'SERVICE_BLOCKED';
  const headers: Record<string, string> = retry_after ? { 'Retry-After': String(retry_after) } : {};
  throw new Refusal(refused, code, 'The status is read too often.', { headers });
}

const read =
  (kind: SubjectKind): Operation =>
  (call) => {
    const authorisation = authorisationOf(kind, call);
    const { status, psu_id, approach } = authorisation;
    refuseGone(call, authorisation);
    refusePoll(call, authorisation);
    const isDeclined = status === 'failed' && approach === 'DECOUPLED' && findUser(psu_id)?.decides_itself;
    const psuMessage = isDeclined ? 'The request was declined on the phone.' : undefined;
    const _links = status === 'unconfirmed' ? view(call.bank, authorisation)._links : undefined;
    return { status: 200, body: { scaStatus: status, ...(psuMessage && { psuMessage }), ...(_links && { _links }) } };
  };

const update =
  (kind: SubjectKind): Operation =>
  (call): Answer => {
    const authorisation = authorisationOf(kind, call);
    refuseGone(call, authorisation);
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

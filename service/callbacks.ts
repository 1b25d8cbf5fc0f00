import { VestibuleError } from '../domain/errors';
import type { ReportId } from '../domain/session/reports';
import type { Status } from '../domain/session/session';
import type { EventSpec } from '../domain/skill/operation-catalog';
import type { CallbackClaims } from '../security/callback-handle';
import { submissionDigest } from '../security/digest';
import { awaitedEvent } from './awaited-event';
import type { SessionMemo, SessionRef } from './engine/engine';
import { agreedPayload, checkSignature, type Report } from './partner-reports';
import type { Services } from './services';
import { isSettled } from './session-views';
import { type ReturnPage, returnPage } from './wording';

/** An opened handle: the step of a session that a bank or partner was given it for. */
interface Callback {
  ref: SessionRef;
  claims: CallbackClaims;
  memo: SessionMemo;
}

const unknownHandle = () => new VestibuleError('not_found', 'There is no such callback.');

/** Opens a handle. It is signed, so its holder was given it. It outlives its step; the session knows what it means. */
async function openHandle({ tokens, engine, clock }: Services, handle: string): Promise<Callback> {
  const checked = tokens.callback.check(handle, clock());
  if (!('claims' in checked)) throw unknownHandle();
  const { claims } = checked;
  const ref = { client_id: claims.client_id, session_id: claims.session_id };
  const memo = await engine.memo(ref);
  if (!memo) throw unknownHandle();
  return { ref, claims, memo };
}

/** A user's return from the bank. */
export interface BankReturn {
  session_id: string;
  status: Status;
  /** The tenant's page, if the session was started with one. */
  return_url?: string;
  /** The words for a user who is shown a page of ours, in the session's language. */
  page: ReturnPage;
}

/** ms that a browser is held until the session has taken note of its user's return. */
const RETURN_WAIT = 2_000;

/** Characters of all that a bank may add to the way back; a code has some hundred, an authorisation response too. */
const MAX_QUERY = 6_000;
/** What the bank added to the way back: texts, each once. Nothing where there is none, or more than any bank adds. */
function broughtBack(query: Record<string, unknown>): Record<string, string> | undefined {
  const texts = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const length = texts.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return texts.length === 0 || length > MAX_QUERY ? undefined : Object.fromEntries(texts);
}

/**
 * Takes note that the user is back from the bank. The way back proves nothing: the session asks the bank what became of
 * the authorisation, so a repeat is harmless. Throws `not_found`.
 */
export async function returnFromBank(
  services: Services,
  handle: string,
  way: 'ok' | 'nok',
  signal: AbortSignal,
  query: Record<string, unknown> = {},
): Promise<BankReturn> {
  const { engine, sealer, watchers } = services;
  const { ref, claims, memo } = await openHandle(services, handle);
  const brought = broughtBack(query);
  const sealed = brought && {
    query: sealer.seal(brought, ref.session_id),
    digest: submissionDigest(services.keys, brought),
  };
  // A session that takes no more messages polls the bank already, and will see what became of the authorisation.
  await engine
    .callback(ref, { kind: 'return', step: claims.step, visit: claims.visit, way, ...sealed })
    .catch((error: unknown) => {
      if (!isSessionFull(error)) throw error;
    });
  watchers.nudge(ref);
  const status = await statusAfterReturn(services, ref, signal);
  const { return_url } = memo;
  const page = returnPage(services.recent.views.get(ref.session_id)?.locale);
  return { session_id: ref.session_id, status, page, ...(return_url === undefined ? {} : { return_url }) };
}

const isSessionFull = (error: unknown): boolean => error instanceof VestibuleError && error.code === 'session_full';

/** Where a return would lead, with nothing taken note of: for who only looks at the address. Throws `not_found`. */
export async function peekAtReturn(services: Services, handle: string): Promise<BankReturn> {
  const { ref, memo } = await openHandle(services, handle);
  const answer = await services.engine.query(ref, {}, RETURN_WAIT).catch(() => undefined);
  const { return_url } = memo;
  return {
    session_id: ref.session_id,
    status: answer?.view.status ?? 'PROCESSING',
    page: returnPage(answer?.view.locale),
    ...(return_url === undefined ? {} : { return_url }),
  };
}

async function statusAfterReturn(
  { engine, recent, watchers }: Services,
  ref: SessionRef,
  signal: AbortSignal,
): Promise<Status> {
  try {
    const answer = await engine.query(ref, {}, RETURN_WAIT);
    if (answer) recent.views.set(ref.session_id, answer.view);
    if (answer) return (await watchers.until(ref, answer.view, isSettled, RETURN_WAIT, signal)).status;
  } catch {
    // Without a worker the user is sent back all the same. The client asks for the state itself.
  }
  return 'PROCESSING';
}

const MAX_ID = 128;

/**
 * Takes a partner's report of an event. The session keeps one that comes early, and drops a repeated one. Resolves to
 * whether it came late: the session was over already, or had left the step. Then it is of no effect. Throws
 * `not_found`, `signature_invalid`, `session_full`, and `request_invalid` for another payload than agreed.
 */
export async function receiveReport(
  services: Services,
  handle: string,
  report: Report,
): Promise<{ ref: SessionRef; isLate: boolean }> {
  const callback = await openHandle(services, handle);
  checkSignature(services, callback.memo, report);
  const event = await findEvent(services, callback);
  const payload = agreedPayload(event, report.payload);
  const { ref, claims } = callback;
  const named = { step: claims.step, visit: claims.visit, id: report.id.slice(0, MAX_ID) };
  const isTaken = await services.engine.callback(ref, {
    kind: 'event',
    ...named,
    payload: services.sealer.sealSensitive(event.payload, payload, ref.session_id),
  });
  services.watchers.nudge(ref);
  return { ref, isLate: !isTaken || (await isLeft(services, ref, named)) };
}

/** Whether an open session had left the step. Where no worker says so, the report waits, and nobody knows. */
async function isLeft({ engine, settings }: Services, ref: SessionRef, report: ReportId): Promise<boolean> {
  const answer = await engine.query(ref, { report }, settings.query_deadline).catch(() => undefined);
  return answer?.is_late === true;
}

/** The event that the step awaits, as its catalog describes it. */
async function findEvent(services: Services, { ref, claims, memo }: Callback): Promise<EventSpec> {
  const { skill, digest } = memo;
  const event = await awaitedEvent(services, { client_id: ref.client_id, skill, digest }, claims.step);
  if (!event) throw unknownHandle();
  return event;
}

import { Webhook } from 'standardwebhooks';
import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import type { Status } from '../domain/session/session';
import type { EventSpec } from '../domain/skill/operation-catalog';
import { parseSkillName } from '../domain/skill/skill';
import type { CallbackClaims } from '../security/callback-handle';
import { type Check, compileCheck } from './check';
import type { SessionMemo, SessionRef } from './engine/engine';
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
  const sealed = brought && { query: sealer.seal(brought, ref.session_id) };
  await engine.callback(ref, { kind: 'return', step: claims.step, visit: claims.visit, way, ...sealed });
  watchers.nudge(ref);
  const status = await statusAfterReturn(services, ref, signal);
  const { return_url } = memo;
  const page = returnPage(services.recent.views.get(ref.session_id)?.locale);
  return { session_id: ref.session_id, status, page, ...(return_url === undefined ? {} : { return_url }) };
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

/** A partner's report as it came: signed by Standard Webhooks over id, timestamp and bytes. */
export interface Report {
  id: string;
  timestamp: string;
  signature: string;
  bytes: Buffer;
  /** The bytes, parsed. */
  payload: Json;
}
const MAX_ID = 128;

/**
 * Takes a partner's report of an event. The session keeps one that comes early, and drops a repeated one and one that
 * comes after its end. Throws `not_found`, `signature_invalid`, and `request_invalid` for another payload than agreed.
 */
export async function receiveReport(services: Services, handle: string, report: Report): Promise<void> {
  const callback = await openHandle(services, handle);
  checkSignature(services, callback.memo, report);
  const event = await findEvent(services, callback);
  checkPayload(event, report.payload);
  const { ref, claims } = callback;
  await services.engine.callback(ref, {
    kind: 'event',
    step: claims.step,
    visit: claims.visit,
    id: report.id.slice(0, MAX_ID),
    payload: services.sealer.sealSensitive(event.payload, report.payload, ref.session_id),
  });
  services.watchers.nudge(ref);
}

function checkSignature(services: Services, memo: SessionMemo, { id, timestamp, signature, bytes }: Report): void {
  const name = parseSkillName(memo.skill);
  const secret = name && services.webhookSecret(name.provider, name.flavour);
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  try {
    if (secret === undefined) throw new Error('no secret is bound');
    new Webhook(secret).verify(bytes, headers);
  } catch (cause) {
    const message = 'The signature does not fit the body, or it is more than five minutes old.';
    throw new VestibuleError('signature_invalid', message, { cause });
  }
}

/** The event that the step awaits, as its catalog describes it. */
async function findEvent({ forms, catalogs }: Services, { claims, memo }: Callback): Promise<EventSpec> {
  const definition = await forms.definition(memo.skill, memo.digest);
  const step = definition?.steps[claims.step];
  const event = definition && step && 'await' in step ? catalogs[definition.catalog]?.events[step.await] : undefined;
  if (!event) throw unknownHandle();
  return event;
}

const checks = new WeakMap<EventSpec, Check>();
function checkPayload(event: EventSpec, payload: Json): void {
  const check = checks.get(event) ?? compileCheck(event.payload);
  checks.set(event, check);
  const errors = check(payload);
  if (errors.length > 0)
    throw new VestibuleError('request_invalid', 'The report does not have the agreed shape.', { errors });
}

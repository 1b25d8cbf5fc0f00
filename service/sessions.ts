import { VestibuleError } from '../domain/errors';
import { begin } from '../domain/session/advance';
import { NEWEST } from '../domain/session/flags';
import type { SessionStart } from '../domain/session/session';
import { view } from '../domain/session/view';
import type { SessionView } from '../domain/session/views';
import { canonicalLocale } from '../kit/languages/languages';
import { newSessionId, sessionIdFor } from '../security/ids';
import type { SessionHolder, Tenant } from './access';
import { lookAtBank } from './bank-look';
import { skillOrDraft } from './drafts';
import { NoWorker, type SessionRef, SessionStuck } from './engine/engine';
import type { IdempotentRequest } from './idempotency';
import type { Services } from './services';
import { sessionOver } from './session-errors';
import { nextChange } from './session-events';
import type { SessionState, SettledState, Wait } from './session-state';
import { isSettled, processingState, readView, settledState, stateOf, throwIfEnded } from './session-views';

/** A session as a tenant's app asks for it. */
export interface SessionRequest {
  skill: string;
  return_url?: string;
  reference?: string;
  /** BCP 47, or with `_` in place of `-`. */
  locale?: string;
}

/**
 * Starts a session and resolves to its first state, which has the nonce of the first step. Under an idempotency key the
 * same request starts the same session. Throws `skill_not_found` and `return_url_not_registered`.
 */
export async function createSession(
  services: Services,
  tenant: Tenant,
  request: SessionRequest,
  wait: Wait,
  idempotent?: IdempotentRequest,
): Promise<SessionState> {
  const skill = await skillOrDraft(services, tenant, request.skill);
  checkReturnUrl(tenant, request.return_url);
  const { reference, return_url } = request;
  const locale = readLocale(request.locale);
  const { client_id } = tenant;
  const { abandoned_after } = services.settings;
  const start: SessionStart = {
    session_id: idempotent ? sessionIdFor(services.keys, client_id, idempotent.key, idempotent.digest) : newSessionId(),
    client_id,
    tenant: tenant.name,
    title: skill.definition.title,
    graph: skill.graph,
    input: { ...(reference === undefined ? {} : { reference }), ...(locale === undefined ? {} : { locale }) },
    ...(return_url === undefined ? {} : { return_url }),
    ...(abandoned_after === 0 ? {} : { abandoned_after }),
    at: services.clock(),
    ...NEWEST,
  };
  // The kernel is pure: the workflow will begin with the very same state, so the first answer needs no worker.
  const [session] = begin(start);
  const isNew = await services.engine.start(start, session);
  if (isNew && session.waiting.kind === 'form') return stateOf(services, view(session));
  return (await settledState(services, start, await readView(services, start), wait)).state;
}

/** The session's language as BCP 47 writes it: `ro_RO` is `ro-RO`. Throws `request_invalid` where it names none. */
function readLocale(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const locale = canonicalLocale(given);
  if (locale !== undefined) return locale;
  const message = 'The locale must be a language tag (BCP 47), such as ro or ro-RO.';
  throw new VestibuleError('request_invalid', message, { errors: [{ pointer: '/locale', code: 'locale', message }] });
}

function checkReturnUrl(tenant: Tenant, return_url: string | undefined): void {
  if (return_url === undefined || tenant.return_urls.includes(return_url)) return;
  const message = 'The return URL must be one of those that the tenant has registered, to the letter.';
  throw new VestibuleError('return_url_not_registered', message, {
    errors: [{ pointer: '/return_url', code: 'not_registered', message }],
  });
}

/** The state of a session; with `wait`, once it has changed, or after that time. Throws `session_not_found`. */
export async function readSession(services: Services, ref: SessionRef, wait?: Wait): Promise<SessionState> {
  if (wait) return stateOf(services, await nextChange(services, ref, wait));
  const current = await readView(services, ref);
  lookAtBank(services, ref, current);
  return stateOf(services, current);
}

/**
 * Cancels a session and waits until it has settled. What it had begun at the bank is undone first. To cancel again does
 * no harm. Throws `session_completed`, `session_closed`, `session_expired` and `session_not_found`.
 */
export async function cancelSession(services: Services, holder: SessionHolder, wait: Wait): Promise<SettledState> {
  const { engine, watchers } = services;
  const { ref } = holder;
  // Durable whether or not a worker runs. A session that is over doesn't take it, which is no error yet.
  const isTaken = await engine.cancel(ref);
  watchers.nudge(ref);
  const current = await viewOrState(services, holder, isTaken);
  if ('state' in current) return current;
  const latest = await watchers.until(ref, current, isSettled, wait.ms, wait.signal());
  const { status, reason } = latest;
  if (status === 'COMPLETED')
    throw new VestibuleError('session_completed', 'The session is completed; revoke its credentials instead.');
  if (status === 'REJECTED' || status === 'EXPIRED' || status === 'FAILED') throw sessionOver(status, reason);
  services.recent.views.set(ref.session_id, latest);
  return { settled: isSettled(latest), state: await stateOf(services, latest) };
}

/**
 * The session's view. Where no worker answers, or none can, and the engine has taken the cancellation, a state made of
 * what this process knows, if it knows enough.
 */
async function viewOrState(
  services: Services,
  { ref, skill }: SessionHolder,
  isTaken: boolean,
): Promise<SessionView | SettledState> {
  try {
    return await readView(services, ref);
  } catch (error) {
    const known = services.recent.views.get(ref.session_id);
    const itsSkill = skill ?? known?.skill;
    if (!(error instanceof NoWorker || error instanceof SessionStuck)) throw error;
    const ended = isTaken ? undefined : await services.engine.ended(ref);
    if (itsSkill === undefined || !(isTaken || ended === 'CANCELLED')) return throwIfEnded(services, ref, error);
    const state = processingState(ref.session_id, itsSkill, known?.last, known);
    return isTaken
      ? { settled: false, state }
      : { settled: true, state: { ...state, status: 'CANCELLED', next: { kind: 'none' } } };
  }
}

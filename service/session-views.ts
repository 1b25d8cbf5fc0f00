import type { JsonObject } from '../domain/json';
import type { SessionView, UploadProgress } from '../domain/session/views';
import { numberOf } from '../domain/session/visit';
import type { SkillDefinition } from '../domain/skill/definition';
import { BANK_SLOW } from '../kit/languages/english';
import { stepId, visitStepId } from '../security/ids';
import type { Tokens } from '../security/tokens';
import type { SessionRef } from './engine/engine';
import { schemaOf } from './forms';
import { keepable } from './keep';
import type { Services } from './services';
import { sessionNotFound, sessionOver } from './session-errors';
import type { AwaitedUpload, Next, SessionState, SettledState, Wait } from './session-state';
import { worded, wordedReason } from './wording';

/** Whether the session has settled on what it needs next. */
export const isSettled = (view: SessionView): boolean => view.status !== 'PROCESSING';

/** The view of a session; `session_not_found`, or `NoWorker` where no worker answers. */
export async function readView({ engine, recent, settings }: Services, ref: SessionRef): Promise<SessionView> {
  const answer = await engine.query(ref, {}, settings.query_deadline);
  if (!answer) throw sessionNotFound();
  recent.views.set(ref.session_id, answer.view);
  return answer.view;
}

/** Throws how a session has ended, where the engine knows it without a worker; else `error`. */
export async function throwIfEnded({ engine }: Services, ref: SessionRef, error: unknown): Promise<never> {
  const ended = await engine.ended(ref).catch(() => undefined);
  throw ended ? sessionOver(ended) : error;
}

/** Waits until the session has settled, within the limits of `wait`, and renders its state then. */
export async function settledState(
  services: Services,
  ref: SessionRef,
  view: SessionView,
  wait: Wait,
): Promise<SettledState> {
  // Most sessions have settled by now, and need no signal.
  const latest = isSettled(view) ? view : await services.watchers.until(ref, view, isSettled, wait.ms, wait.signal());
  services.recent.views.set(latest.session_id, latest);
  return { settled: isSettled(latest), state: await stateOf(services, latest) };
}

/**
 * Renders a view as the client gets it: with titles and schemas in its language, with the nonce of the next submission,
 * and with a temp token while that can be exchanged.
 */
export async function stateOf(services: Services, view: SessionView): Promise<SessionState> {
  const { forms, tokens, clock } = services;
  const definition = await forms.definition(view.skill, view.digest, view.locale, view.client_id);
  const original = view.reason ? await forms.definition(view.skill, view.digest) : undefined;
  const isExchangeable = await hasUnexchangedCredentials(services, view);
  const now = clock();
  const { reason, output, last } = view;
  return {
    session_id: view.session_id,
    skill: view.skill,
    status: view.status,
    ...(last ? { step_id: stepIdOf(view.session_id, last) } : {}),
    ...nonceFor(view, tokens, now),
    expires_at: rfc3339(view.expires_at),
    next: renderNext(withShown(services, view), definition, now),
    phases: renderPhases(view),
    ...renderReminders(view),
    ...(reason ? { reason: wordedReason(reason, view.locale, original, definition) } : {}),
    ...(output ? { output } : {}),
    ...(isExchangeable ? tempTokenFor(view, tokens, now) : {}),
  };
}

/** What the step at hand shows its own user is opened here, and nowhere else. */
function withShown({ sealer }: Services, view: SessionView): SessionView {
  const { next } = view;
  if (next.kind !== 'form' || !next.show) return view;
  return { ...view, next: { ...next, show: sealer.unsealDeep(next.show, view.session_id) as JsonObject } };
}

/** A form of a session: by its visit, or by its number where an older worker or nonce names no visit. */
export interface FormOfSession {
  seq: number;
  visit?: string;
}

/** The `step_id` of a form. */
export const stepIdOf = (session_id: string, { seq, visit }: FormOfSession): string =>
  visit === undefined ? stepId(session_id, seq) : visitStepId(session_id, numberOf(visit));

/**
 * The state of a session whose engine holds a submission that no worker has taken yet: nothing else is known. `of`: the
 * form that was submitted.
 */
export function processingState(
  session_id: string,
  skill: string,
  of?: FormOfSession,
  known?: SessionView,
): SessionState {
  return {
    session_id,
    skill,
    status: 'PROCESSING',
    ...(of ? { step_id: stepIdOf(session_id, of) } : {}),
    ...(known ? { expires_at: rfc3339(known.expires_at) } : {}),
    next: { kind: 'wait' },
    phases: known ? renderPhases(known) : [],
  };
}

export const rfc3339 = (at: number): string => new Date(at).toISOString();

const renderPhases = ({ phases }: SessionView): SessionState['phases'] =>
  phases.map(({ status, step, at }) => ({ status, step, at: rfc3339(at) }));

const renderReminders = ({ reminders }: SessionView): Pick<SessionState, 'reminders'> =>
  reminders ? { reminders: reminders.map(({ at, ...reminder }) => ({ ...reminder, at: rfc3339(at) })) } : {};

async function hasUnexchangedCredentials({ store }: Services, view: SessionView): Promise<boolean> {
  const { status, credentials_id, client_id } = view;
  if (status !== 'COMPLETED' || credentials_id === undefined) return false;
  const credentials = await store.credentials.find(credentials_id, client_id);
  return credentials !== undefined && credentials.exchanged_at === undefined && credentials.status === 'active';
}

const AWAITS_USER = new Set(['SESSION_CREATED', 'AWAITING_STEP', 'AWAITING_UPLOAD', 'AWAITING_USER']);

/**
 * The nonce of the next submission, while the session waits for its user. It names the step and its form. While files
 * are awaited it names their step and no form, for it isn't known yet what comes after them.
 */
function nonceFor(view: SessionView, tokens: Tokens, now: number): Pick<SessionState, 'nonce' | 'nonce_expires_at'> {
  const { next } = view;
  if (!AWAITS_USER.has(view.status) || next.kind === 'none' || next.kind === 'wait') return {};
  const { session_id, client_id, skill, digest, seq, locale } = view;
  const visit = view.visit === undefined ? {} : { visit: view.visit };
  const until = visitEnds(next);
  const files = next.kind === 'upload' && next.visit !== undefined ? { files: next.visit } : {};
  const step = next.kind === 'form' || next.kind === 'upload' ? { step: next.step } : {};
  const form = next.kind === 'form' ? { form: next.form } : {};
  const spoken = locale === undefined ? {} : { locale };
  const claims = {
    session_id,
    client_id,
    skill,
    digest,
    seq,
    ...visit,
    ...until,
    ...files,
    ...step,
    ...form,
    ...spoken,
  };
  const { token, expires_at } = tokens.nonce.issue(claims, { now });
  return { nonce: token, nonce_expires_at: rfc3339(expires_at) };
}

/** Until when a form is there for sure. Beside an event it may be over at any time, so the session is always asked. */
function visitEnds(next: SessionView['next']): { until?: number } {
  if (next.kind !== 'form') return {};
  const until = next.for === undefined ? next.expires_at : 0;
  return until === undefined ? {} : { until };
}

function tempTokenFor(view: SessionView, tokens: Tokens, now: number): Pick<SessionState, 'temp_token'> {
  const { session_id, client_id, credentials_id, skill } = view;
  if (credentials_id === undefined) return {};
  return { temp_token: tokens.tempToken.issue({ session_id, client_id, credentials_id, skill }, { now }).token };
}

/** ms that a bank may take before its user is told. */
const LONG = 15_000;
/** When a wait for a bank becomes long, ms since the epoch: then its words change, and nothing else. */
export function longFrom({ next, phases }: SessionView): number | undefined {
  const since = phases.at(-1)?.at;
  return next.kind === 'wait' && next.for === 'bank' && since !== undefined ? since + LONG : undefined;
}

/** Words for a wait that has become long. */
const slowBank = (view: SessionView, now: number): { message?: string } =>
  now > (longFrom(view) ?? now) ? { message: worded(BANK_SLOW, view.locale) } : {};
/** Adds to each upload field the ids of the files received, for they may be removed. */
const withIds = (view: SessionView, seq: number, fields: UploadProgress[]): AwaitedUpload[] =>
  fields.map((progress) => {
    const received = view.uploads.filter((upload) => upload.seq === seq && upload.field === progress.field);
    return { ...progress, upload_ids: received.map(({ upload_id }) => upload_id) };
  });

function renderNext(view: SessionView, definition: SkillDefinition | undefined, now: number): Next {
  const { next, session_id } = view;
  if (next.kind === 'none') return { kind: 'none' };
  const { step } = next;
  const titled = definition?.steps[step]?.title;
  const title = titled === undefined ? {} : { title: titled };
  const until = next.expires_at === undefined ? {} : { expires_at: rfc3339(next.expires_at) };
  switch (next.kind) {
    case 'form': {
      const { show, uploads, message, prefill } = next;
      const schema = schemaOf(next, definition, view.locale);
      const kept = next.kept ? keepable(next.kept, schema) : [];
      return {
        kind: 'form',
        step,
        step_id: stepIdOf(session_id, next),
        ...title,
        schema,
        ...(show ? { show } : {}),
        ...(prefill ? { prefill } : {}),
        ...(kept.length > 0 ? { kept } : {}),
        ...(uploads && uploads.length > 0 ? { uploads: withIds(view, next.seq, uploads) } : {}),
        ...(message === undefined ? {} : { message: worded(message, view.locale) }),
        ...(next.for === undefined ? {} : { for: next.for }),
        ...until,
      };
    }
    case 'upload': {
      const uploads = withIds(view, next.seq, next.uploads);
      return { kind: 'upload', step, step_id: stepIdOf(session_id, next), ...title, uploads, ...until };
    }
    case 'redirect':
      return { kind: 'redirect', step, ...title, url: next.url, ...until };
    case 'decoupled':
      return { kind: 'decoupled', step, ...title, message: worded(next.message, view.locale), ...until };
    case 'wait': {
      const message = next.message === undefined ? slowBank(view, now) : { message: worded(next.message, view.locale) };
      return { kind: 'wait', step, ...title, for: next.for, ...message, ...until };
    }
  }
}

import { VestibuleError } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import type { SessionView } from '../domain/session/views';
import { psuFields } from '../domain/skill/psu-fields';
import { TOO_MANY_ATTEMPTS } from '../kit/languages/english';
import { say } from '../kit/languages/languages';
import { psuSubject } from '../security/subject';
import type { AttemptKind } from '../store/store';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';
import { isSettled } from './session-views';

/** A submission that may have the bank prompt its user, or that answers the bank's prompt. */
export interface AttemptingSubmission {
  ref: SessionRef;
  step: string;
  data: JsonObject;
  claims: { skill: string; digest: string; locale?: string };
}

/** An attempt that was counted before the bank is asked. */
export interface Attempt {
  /** The session has taken the submission: from here on it is theirs who said in it who they are. */
  taken(): Promise<void>;
  /**
   * Takes it back once the session shows that it was none, or a good one; where it shows neither soon, it counts. Need
   * not be waited for, as `abandon`; neither rejects.
   */
  settle(view: SessionView): Promise<void>;
  /** Takes it back: the session did not take the submission. */
  abandon(): Promise<void>;
}

const ATTEMPT_OF: Record<string, AttemptKind> = {
  otp: 'guess',
  password: 'guess',
  authentication_method_id: 'prompt',
};

/**
 * Counts an attempt of a user at their bank, over all their sessions with this tenant: prompts (the bank sends a code,
 * or asks in its app) and guesses (a one-time password, a password). `undefined` where the submission is neither.
 * Throws `too_many_attempts`, and the bank is not asked.
 */
export async function beginAttempt(services: Services, submission: AttemptingSubmission): Promise<Attempt | undefined> {
  const { store, settings, clock, watchers } = services;
  const prompts = settings.psu_prompts;
  if (prompts === 0) return undefined;
  const found = (await promptOf(services, submission)) ?? (await answerOf(services, submission));
  if (!found) return undefined;
  const { kind, subject, isNamed } = found;
  const wait = await store.attempts.take(kind, subject, prompts);
  if (wait !== undefined) throw tooManyAttempts(clock() + wait, wait, submission.claims.locale);
  const abandon = () => store.attempts.giveBack(kind, subject, prompts).catch(() => undefined);
  return {
    abandon,
    async taken() {
      if (isNamed) await store.attempts.remember(submission.ref.session_id, subject);
    },
    async settle(view) {
      const never = new AbortController().signal;
      const waiting = isSettled(view) ? view : watchers.until(submission.ref, view, isSettled, FOLLOWED, never);
      const latest = await Promise.resolve(waiting).catch(() => view);
      if (!counts(kind, latest)) await abandon();
    },
  };
}

/** ms that the bank's answer to an attempt is waited for, beside the caller. */
const FOLLOWED = 30_000;

interface Found {
  kind: AttemptKind;
  subject: string;
  /** Whether the submission itself names the user. */
  isNamed?: true;
}

/**
 * The form in which the user says who they are. Until the session has taken it, whoever was named before stays its
 * user: else guesses could be counted for another by a submission that is refused.
 */
async function promptOf(
  { forms, keys, store }: Services,
  { ref, step, data, claims }: AttemptingSubmission,
): Promise<Found | undefined> {
  const definition = await forms.definition(claims.skill, claims.digest);
  const field = definition && fieldsOf(definition).get(step);
  const psuId = field === undefined ? undefined : data[field];
  if (typeof psuId !== 'string' || psuId === '') return undefined;
  const subject = psuSubject(keys, ref.client_id, psuId);
  await store.attempts.rememberFirst(ref.session_id, subject);
  return { kind: 'prompt', subject, isNamed: true };
}

type Definition = Parameters<typeof psuFields>[0];
const known = new WeakMap<Definition, Map<string, string>>();
function fieldsOf(definition: Definition): Map<string, string> {
  const fields = known.get(definition) ?? psuFields(definition);
  known.set(definition, fields);
  return fields;
}

/** An answer to the bank, of whoever the session is of. */
async function answerOf(
  { forms, store }: Services,
  { ref, step, data, claims }: AttemptingSubmission,
): Promise<Found | undefined> {
  const [name = ''] = Object.keys(data);
  const kind = Object.hasOwn(ATTEMPT_OF, name) ? ATTEMPT_OF[name] : undefined;
  // A form of the skill's own may have a field of that name.
  if (!kind || (await forms.ofStep(claims.skill, claims.digest, step))) return undefined;
  const subject = await store.attempts.subjectOf(ref.session_id);
  return subject === undefined ? undefined : { kind, subject };
}

/** Whether an attempt counts, by what the session shows after it. While the bank is at work nobody knows: it counts. */
function counts(kind: AttemptKind, view: SessionView): boolean {
  const { status, next } = view;
  if (!isSettled(view)) return true;
  const isAsked = next.kind === 'form' && next.form !== 'data';
  if (kind === 'guess') return isAsked || status === 'FAILED' || status === 'REJECTED';
  return next.kind === 'decoupled' || (isAsked && next.form !== 'method');
}

function tooManyAttempts(at: number, wait: number, locale: string | undefined): VestibuleError {
  const time = new Date(at).toISOString();
  const message = say({ text: TOO_MANY_ATTEMPTS, values: { time: time.slice(11, 16) } }, locale);
  return new VestibuleError('too_many_attempts', message, {
    retryAfter: Math.ceil(wait / 1_000),
    extra: { try_again_at: time },
  });
}

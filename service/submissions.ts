import type { Psu } from '../domain/connector';
import type { JsonObject } from '../domain/json';
import type { NextView, SessionView, Verdict } from '../domain/session/views';
import type { Form, FormReading } from '../kit/forms/form';
import { submissionDigest } from '../security/digest';
import { reservedKey } from '../security/seal';
import type { NonceClaims } from '../security/tokens';
import { isLate, submissionClaims } from './access';
import { beginAttempt } from './attempts';
import { dataInvalid } from './data-invalid';
import { NoWorker, type SessionRef, SessionStuck } from './engine/engine';
import { checkKeep } from './keep';
import type { Services } from './services';
import {
  nonceUsed,
  sessionNotFound,
  sessionOver,
  sessionTooLarge,
  skillMismatch,
  stepChanged,
  stepNotCurrent,
  uploadsMissing,
} from './session-errors';
import type { SettledState, Wait } from './session-state';
import { processingState, settledState, stateOf, stepIdOf, throwIfEnded } from './session-views';

/** A step's data, as a client submits them. */
export interface StepSubmission {
  ref: SessionRef;
  nonce: string;
  skill: string;
  step: string;
  data: JsonObject;
  /** Confidential fields that stay as they were at the step's last visit. */
  keep?: string[];
  psu: Psu;
  wait: Wait;
}

/** A submission whose nonce is good. */
interface Submitting extends StepSubmission {
  claims: NonceClaims;
  /** The form of the step; `undefined` where the named step can't be the one that the nonce is for. */
  form: Form | undefined;
  /** How the form reads the data; `data` are those that it keeps. */
  reading: FormReading | undefined;
  /** Whether it replaces data whose files are awaited. */
  isReplacing?: true;
  /** The digest of the data, made when it is first needed. Data that break the schema need none. */
  digest?: string;
}

/**
 * Submits a step and waits until the session has settled on what it needs next, within the limits of `wait`. The same
 * submission again gets the same outcome. Once this resolves, the submission can't be lost. Throws `nonce_invalid`,
 * `nonce_expired`, `nonce_used`, `too_many_attempts`, `skill_mismatch`, `step_data_invalid`, and what the session
 * itself refuses: `step_changed`, `step_not_current`, `uploads_missing`, `session_too_large`, `session_full`,
 * `session_closed`, `session_expired`, `session_not_found`.
 */
export async function submitStep(services: Services, submission: StepSubmission): Promise<SettledState> {
  const { ref, skill, step, nonce } = submission;
  const claims = submissionClaims(services, nonce, ref);
  if (skill !== claims.skill) throw skillMismatch(claims.skill);
  const form = await findForm(services, submission, claims);
  const reading = form?.read(submission.data, new Date(services.clock()).toISOString().slice(0, 10), submission.keep);
  const data = reading?.data ?? submission.data;
  const submitting = await replacing(services, { ...submission, data, claims, form, reading });

  const known = services.recent.submissions.get(keyOf(submitting));
  if (!form || known || claims.form === undefined || isLate(services, claims)) {
    const heard = await hearBefore(services, submitting, known);
    if (!form || !heard || !isAskedFor(heard, submitting)) return settle(services, submitting, heard);
  }
  const reserved = reservedKey(submission.data);
  if (reading && !(reading.isGood && reserved === undefined))
    throw await dataInvalid(services, claims, step, reading, reserved);
  if (submitting.keep?.length) checkKeep(await nextOf(services, ref), submitting, form);
  return attempt(services, submitting, form);
}

/** Delivers a submission, counted where it makes the user's bank ask or judge them, and resolves to its outcome. */
async function attempt(services: Services, submitting: Submitting, form: Form): Promise<SettledState> {
  const attempted = await beginAttempt(services, submitting);
  try {
    const heard = await hearAfterDelivery(services, submitting, form);
    if (!heard || heard.verdict.verdict === 'accepted') await attempted?.taken();
    const settled = await settle(services, submitting, heard);
    if (heard) void attempted?.settle(services.recent.views.get(submitting.ref.session_id) ?? heard.view);
    return settled;
  } catch (error) {
    void attempted?.abandon();
    throw error;
  }
}

/** A session's verdict, with its view; `undefined`: no worker answers, and what was delivered waits for one. */
type Heard = { verdict: Verdict; view: SessionView } | undefined;

/**
 * Queries for the verdict before anything is delivered: where the step can't be the right one, where this process
 * remembers a submission of this form, and where the form may not be shown, not yet or no more. For what is delivered
 * lies in the history, and a reset applies it again, though it was refused.
 */
async function hearBefore(services: Services, submitting: Submitting, known: Delivered | undefined): Promise<Heard> {
  try {
    return await hearVerdict(services, submitting);
  } catch (error) {
    // The same submission was delivered, and the engine has it. Whether this one will count nobody can say.
    return noAnswer(services, submitting, error, known !== undefined && isSame(services, submitting, known));
  }
}

/** Without an answer, what the engine has taken waits for a worker. Anything else is told why it was not taken. */
function noAnswer(services: Services, { ref }: Submitting, error: unknown, isTaken: boolean): Promise<undefined> {
  if (!(error instanceof NoWorker || error instanceof SessionStuck)) throw error;
  return isTaken ? Promise.resolve(undefined) : throwIfEnded(services, ref, error);
}

/**
 * Whether the session waits for just this submission, and has not got it (an earlier one was taken back by a reset), or
 * for files of the data that it replaces.
 */
const isAskedFor = ({ verdict }: { verdict: Verdict }, submitting: Submitting): boolean =>
  (verdict.verdict === 'step_not_current' && verdict.current === submitting.step) ||
  (verdict.verdict === 'uploads_missing' && submitting.isReplacing === true);

/**
 * Finds out whether data are submitted anew while files of theirs are awaited. A nonce that was issued with that wait
 * is good for that, and after the files for the next form, which may be another visit to the same step.
 */
async function replacing(services: Services, submitting: Submitting): Promise<Submitting> {
  const { claims, step } = submitting;
  if (claims.form !== undefined || claims.step !== step) return submitting;
  const replaced: Submitting = { ...submitting, isReplacing: true };
  const heard = await hearVerdict(services, replaced).catch(() => undefined);
  const isSo = heard?.verdict.verdict === 'accepted' || heard?.verdict.verdict === 'uploads_missing';
  return isSo ? replaced : submitting;
}

/** The visit that is answered: the nonce's, or that of the data which are replaced. */
const visitOf = ({ claims, isReplacing }: Submitting): string | undefined =>
  isReplacing ? claims.files : claims.visit;

/** Delivers a submission, then queries for the verdict. */
async function hearAfterDelivery(services: Services, submitting: Submitting, form: Form): Promise<Heard> {
  const isDelivered = await deliver(services, submitting, form);
  try {
    return await hearVerdict(services, submitting);
  } catch (error) {
    return noAnswer(services, submitting, error, isDelivered);
  }
}

/**
 * The form that a submission has to fit. A nonce names its step and form. One that was issued while files or the bank
 * were awaited doesn't; then the form is that of the step in the body.
 */
async function findForm(
  services: Services,
  { ref, step }: StepSubmission,
  claims: NonceClaims,
): Promise<Form | undefined> {
  const { forms } = services;
  const { skill, digest } = claims;
  if (claims.form !== undefined && claims.step !== step) return undefined;
  if (claims.form === 'otp' || claims.form === 'password') return forms.ofChallenge(claims.form);
  const form = claims.form === 'method' ? undefined : await forms.ofStep(skill, digest, step);
  if (form || claims.form === 'data') return form;
  const next = await nextOf(services, ref);
  if (next?.kind !== 'form' || next.step !== step || next.form === 'data') return undefined;
  return forms.ofChallenge(next.form, next.choices);
}

/** What the session asks for now. What this process has last seen may be from before a reset. */
const nextOf = async ({ engine, settings }: Services, ref: SessionRef): Promise<NextView | undefined> =>
  (await engine.query(ref, {}, settings.query_deadline))?.view.next;

/** A submission that this process has delivered. */
type Delivered = { step: string; digest: string };

/** The form that is submitted, by its session and visit. */
const keyOf = ({ ref, claims }: Submitting): string => `${ref.session_id}/${claims.seq}/${claims.visit ?? ''}`;

const isSame = (services: Services, submitting: Submitting, known: Delivered): boolean =>
  known.step === submitting.step && known.digest === digestOf(services, submitting);

function digestOf({ keys }: Services, submitting: Submitting): string {
  const { data, keep = [] } = submitting;
  // An object can't pass for a list, so that what is kept is told from what is given.
  submitting.digest ??= submissionDigest(keys, keep.length === 0 ? data : [data, { keep: [...keep].sort() }]);
  return submitting.digest;
}

/**
 * Sends the submission to the engine, personal data sealed. Its acknowledgement is durable, worker or not. Resolves to
 * whether an open session took it.
 */
async function deliver(services: Services, submitting: Submitting, form: Form): Promise<boolean> {
  const { engine, recent, sealer, watchers } = services;
  const { ref, step, data, keep = [], psu, claims } = submitting;
  const digest = digestOf(services, submitting);
  const visit = visitOf(submitting);
  const isDelivered = await engine.submit(ref, {
    seq: claims.seq,
    step,
    ...(visit === undefined ? {} : { visit }),
    data: sealer.sealSensitive(form.schema, data, ref.session_id),
    digest,
    psu: sealer.seal({ ...psu }, ref.session_id),
    ...(keep.length > 0 ? { keep } : {}),
  });
  if (isDelivered) recent.submissions.set(keyOf(submitting), { step, digest });
  watchers.nudge(ref);
  return isDelivered;
}

/** ms: a query gets at least so long, however short the caller would wait. */
const MIN_QUERY = 1_000;

/** Queries the session for its verdict on this submission. A query is consistent with the signals before it. */
async function hearVerdict(services: Services, submitting: Submitting): Promise<NonNullable<Heard>> {
  const { engine, recent, settings } = services;
  const { ref, step, claims, wait } = submitting;
  const { seq } = claims;
  const visit = visitOf(submitting);
  const digest = digestOf(services, submitting);
  const deadline = Math.min(Math.max(wait.ms, MIN_QUERY), settings.query_deadline);
  const question = { seq, step, digest, ...(visit === undefined ? {} : { visit }) };
  const answer = await engine.query(ref, question, deadline);
  if (!answer?.verdict) throw sessionNotFound();
  const { view, verdict } = answer;
  recent.views.set(ref.session_id, view);
  return { view, verdict };
}

/** The outcome of a submission by the session's verdict; throws where it was refused. */
async function settle(services: Services, submitting: Submitting, heard: Heard): Promise<SettledState> {
  const { ref, skill, claims, wait } = submitting;
  const known = services.recent.views.get(ref.session_id);
  if (!heard) return { settled: false, state: processingState(ref.session_id, skill, claims, known) };
  const { verdict, view } = heard;
  switch (verdict.verdict) {
    case 'accepted':
      return settledState(services, ref, view, wait);
    case 'kept':
      return {
        settled: false,
        state: { ...(await stateOf(services, view)), step_id: stepIdOf(ref.session_id, claims) },
      };
    case 'step_changed':
      throw stepChanged((await settledState(services, ref, view, wait)).state);
    case 'nonce_used':
      throw nonceUsed();
    case 'closed':
      throw sessionOver(verdict.status, view.reason);
    case 'too_large':
      throw sessionTooLarge();
    case 'uploads_missing':
      throw uploadsMissing(verdict.fields);
    case 'step_not_current':
      throw stepNotCurrent(verdict.current);
  }
}

import type { Psu } from '../domain/connector';
import type { JsonObject } from '../domain/json';
import type { SessionView, Verdict } from '../domain/session/views';
import { submissionDigest } from '../security/digest';
import { reservedKey } from '../security/seal';
import type { NonceClaims } from '../security/tokens';
import { submissionClaims } from './access';
import { beginAttempt } from './attempts';
import { NoWorker, type SessionRef } from './engine/engine';
import type { Form } from './forms';
import type { Services } from './services';
import {
  nonceUsed,
  sessionNotFound,
  sessionOver,
  skillMismatch,
  stepDataInvalid,
  stepNotCurrent,
  uploadsMissing,
} from './session-errors';
import type { SettledState, Wait } from './session-state';
import { processingState, settledState } from './session-views';

/** A step's data, as a client submits them. */
export interface StepSubmission {
  ref: SessionRef;
  nonce: string;
  skill: string;
  step: string;
  data: JsonObject;
  psu: Psu;
  wait: Wait;
}

/** A submission whose nonce is good. */
interface Submitting extends StepSubmission {
  claims: NonceClaims;
  /** The form of the step; `undefined` where the named step can't be the one that the nonce is for. */
  form: Form | undefined;
  /** The digest of the data, made when it is first needed. Data that break the schema need none. */
  digest?: string;
}

/**
 * Submits a step and waits until the session has settled on what it needs next, within the limits of `wait`. The same
 * submission again gets the same outcome. Once this resolves, the submission can't be lost. Throws `nonce_invalid`,
 * `nonce_expired`, `nonce_used`, `too_many_attempts`, `skill_mismatch`, `step_data_invalid`, and what the session itself refuses:
 * `step_not_current`, `uploads_missing`, `session_closed`, `session_expired`, `session_not_found`.
 */
export async function submitStep(services: Services, submission: StepSubmission): Promise<SettledState> {
  const { ref, skill, nonce, wait } = submission;
  const claims = submissionClaims(services, nonce, ref);
  if (skill !== claims.skill) throw skillMismatch(claims.skill);
  const form = await findForm(services, submission, claims);
  const submitting: Submitting = { ...submission, claims, form };

  const known = services.recent.submissions.get(`${ref.session_id}/${claims.seq}`);
  if (known && !isSame(services, submitting, known)) throw nonceUsed();
  if (form) checkData(form, submission.data);
  const attempt = form && !known ? await beginAttempt(services, submitting) : undefined;
  const view = await deliverAndHear(services, submitting, known === undefined).catch((error: unknown) => {
    void attempt?.abandon();
    throw error;
  });
  if (!view)
    return {
      settled: false,
      state: processingState(ref.session_id, skill, claims.seq, services.recent.views.get(ref.session_id)),
    };
  const settled = await settledState(services, ref, view, wait);
  void attempt?.settle(services.recent.views.get(ref.session_id) ?? view);
  return settled;
}

async function deliverAndHear(
  services: Services,
  submitting: Submitting,
  isFirst: boolean,
): Promise<SessionView | undefined> {
  if (submitting.form && isFirst) await deliver(services, submitting, submitting.form);
  return hearVerdict(services, submitting);
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
  const next = await nextOf(services, ref, claims.seq);
  if (next?.kind !== 'form' || next.step !== step || next.form === 'data') return undefined;
  return forms.ofChallenge(next.form, next.choices);
}

/** What the session asks for under this sequence number: as last seen, else as a query says. */
async function nextOf(
  { engine, recent, settings }: Services,
  ref: SessionRef,
  seq: number,
): Promise<SessionView['next'] | undefined> {
  const seen = recent.views.get(ref.session_id);
  if (seen?.seq === seq) return seen.next;
  return (await engine.query(ref, {}, settings.query_deadline))?.view.next;
}

const isSame = (services: Services, submitting: Submitting, known: { step: string; digest: string }): boolean =>
  known.step === submitting.step && known.digest === digestOf(services, submitting);

function digestOf({ keys }: Services, submitting: Submitting): string {
  submitting.digest ??= submissionDigest(keys, submitting.data);
  return submitting.digest;
}

function checkData(form: Form, data: JsonObject): void {
  const errors = form.check(data, '/data');
  const reserved = reservedKey(data);
  if (reserved !== undefined)
    errors.push({ pointer: `/data${reserved}`, code: 'reserved', message: 'A property may not begin with $.' });
  if (errors.length > 0) throw stepDataInvalid(errors);
}

/** Sends the submission to the engine, personal data sealed. Its acknowledgement is durable, worker or not. */
async function deliver(services: Services, submitting: Submitting, form: Form): Promise<void> {
  const { engine, sealer, watchers } = services;
  const { ref, step, data, psu, claims } = submitting;
  await engine.submit(ref, {
    seq: claims.seq,
    step,
    data: sealer.sealSensitive(form.schema, data, ref.session_id),
    digest: digestOf(services, submitting),
    psu: sealer.seal({ ...psu }, ref.session_id),
  });
  watchers.nudge(ref);
}

/** ms: a query gets at least so long, however short the caller would wait. */
const MIN_QUERY = 1_000;

/**
 * Queries the session for its verdict on this submission and throws where it was refused. A query is consistent with
 * the signals before it. `undefined`: no worker answers, and what was delivered waits for one.
 */
async function hearVerdict(services: Services, submitting: Submitting): Promise<SessionView | undefined> {
  const { engine, recent, settings } = services;
  const { ref, step, claims, form, wait } = submitting;
  const digest = digestOf(services, submitting);
  try {
    const deadline = Math.min(Math.max(wait.ms, MIN_QUERY), settings.query_deadline);
    const answer = await engine.query(ref, { seq: claims.seq, step, digest }, deadline);
    if (!answer?.verdict) throw sessionNotFound();
    recent.views.set(ref.session_id, answer.view);
    throwUnlessAccepted(answer.verdict, answer.view);
    recent.submissions.set(`${ref.session_id}/${claims.seq}`, { step, digest });
    return answer.view;
  } catch (error) {
    if (error instanceof NoWorker && form) return undefined;
    throw error;
  }
}

function throwUnlessAccepted(verdict: Verdict, view: SessionView): void {
  switch (verdict.verdict) {
    case 'accepted':
      return;
    case 'nonce_used':
      throw nonceUsed();
    case 'closed':
      throw sessionOver(verdict.status, view.reason);
    case 'uploads_missing':
      throw uploadsMissing(verdict.fields);
    case 'step_not_current':
      throw stepNotCurrent(verdict.current);
  }
}

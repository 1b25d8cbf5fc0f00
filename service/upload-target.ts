import { VestibuleError } from '../domain/errors';
import type { SessionView } from '../domain/session/views';
import { numberOf } from '../domain/session/visit';
import type { UploadField } from '../domain/skill/ask';
import { uploadFields } from '../domain/skill/ask';
import { stepId, visitStepId } from '../security/ids';
import type { NonceClaims } from '../security/tokens';
import { isLate, submissionClaims } from './access';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';
import { stepChanged } from './session-errors';
import { type FormOfSession, readView, stateOf, stepIdOf } from './session-views';

/** The form that files belong to, and the upload fields of its step. */
export interface UploadTarget extends FormOfSession {
  ref: SessionRef;
  skill: string;
  fields: UploadField[];
  /** BCP 47, of the session: in which a refusal is worded. */
  locale?: string;
}

/** The form of a target, as messages to its session name it. */
export const formOf = ({ seq, visit }: UploadTarget): FormOfSession => ({
  seq,
  ...(visit === undefined ? {} : { visit }),
});

/**
 * Whether a form of a view is the one that files are sent for. Data that replace others have a number of their own, and
 * the visit stays. Older workers name no visit.
 */
export const isOf = (target: UploadTarget, { seq, visit }: FormOfSession): boolean =>
  target.visit === undefined || visit === undefined ? seq === target.seq : visit === target.visit;

/**
 * Finds the form that files are uploaded to: that of the step with this id, under its own nonce or the one after it.
 * Throws `nonce_invalid`, `nonce_expired`, `step_changed` for a visit that is over, `step_not_current` for an earlier
 * step, and `not_found`.
 */
export async function findUploadTarget(
  services: Services,
  ref: SessionRef,
  nonce: string,
  step_id: string,
): Promise<UploadTarget> {
  const claims = submissionClaims(services, nonce, ref);
  const { skill, digest, locale } = claims;
  // Where the time of the visit is up, the session may have left it: then it is asked before anything is stored.
  const named = isLate(services, claims) ? undefined : formOfNonce(claims, step_id);
  const form = named ?? (await formOfView(services, claims, ref, step_id));
  const body = (await services.forms.definition(skill, digest))?.steps[form.step];
  const fields = body && 'ask' in body ? uploadFields(body.ask) : [];
  const visit = form.visit === undefined ? {} : { visit: form.visit };
  return { ref, skill, seq: form.seq, ...visit, fields, ...(locale === undefined ? {} : { locale }) };
}

/** The form that a nonce names: its own, or while files are awaited that of the data before. */
function formOfNonce(claims: NonceClaims, step_id: string): (FormOfSession & { step: string }) | undefined {
  const { session_id, seq, visit, files, step, form } = claims;
  if (step === undefined) return undefined;
  const named =
    form === undefined ? { seq: seq - 1, ...(files ? { visit: files } : {}) } : { seq, ...(visit ? { visit } : {}) };
  return isStepId(session_id, named, step_id) ? { ...named, step } : undefined;
}

/** The form of a step with this id that the session shows, or that was submitted last. */
async function formOfView(
  services: Services,
  claims: NonceClaims,
  ref: SessionRef,
  step_id: string,
): Promise<FormOfSession & { step: string }> {
  const view = await readView(services, ref);
  const { next, last } = view;
  const shown = next.kind === 'form' || next.kind === 'upload' ? next : undefined;
  const found = [shown, last].find((form) => form && isStepId(ref.session_id, form, step_id));
  if (!found) throw await foreignStep(services, view, step_id);
  // A form is shown to whoever has its nonce, or the one before it.
  const isNonces = [claims.seq, claims.seq - 1].includes(found.seq) && isNoOtherVisit(claims, found);
  if (!isNonces) throw stepChanged(await stateOf(services, view));
  return found;
}

/** Whether a nonce may be used for this form: it was issued for it, before it was shown, or after it was submitted. */
const isNoOtherVisit = ({ seq, visit }: NonceClaims, form: FormOfSession): boolean =>
  visit === undefined || form.visit === undefined || form.seq < seq || form.visit === visit;

/** Whether an id is the `step_id` of a form, in its present or its former shape. */
const isStepId = (session_id: string, form: FormOfSession, step_id: string): boolean =>
  stepIdOf(session_id, form) === step_id || stepId(session_id, form.seq) === step_id;

/** Forms that are tried to recognise an earlier step by its id. */
const MAX_STEPS_BACK = 500;

/** An earlier step of this session takes no more files; an id that is none of its steps' is not found. */
async function foreignStep(services: Services, view: SessionView, step_id: string): Promise<VestibuleError> {
  const { session_id, seq, visit } = view;
  const newest = Math.max(seq, visit === undefined ? 0 : numberOf(visit));
  const numbers = Array.from({ length: Math.min(newest, MAX_STEPS_BACK) }, (_, back) => newest - back);
  const isEarlier = numbers.some((n) => [stepId(session_id, n), visitStepId(session_id, n)].includes(step_id));
  return isEarlier
    ? stepChanged(await stateOf(services, view))
    : new VestibuleError('not_found', 'The session has no such step.');
}

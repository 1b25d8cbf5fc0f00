import { VestibuleError } from '../domain/errors';
import type { UploadField } from '../domain/skill/ask';
import { uploadFields } from '../domain/skill/ask';
import { stepId } from '../security/ids';
import type { NonceClaims } from '../security/tokens';
import { submissionClaims } from './access';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';
import { stepNotCurrent } from './session-errors';
import { readView } from './session-views';

/** The submission that files belong to, and the upload fields of its step. */
export interface UploadTarget {
  ref: SessionRef;
  skill: string;
  seq: number;
  fields: UploadField[];
}

/**
 * Finds the submission that files are uploaded to: that of the step with this id, under its own nonce or the one after
 * it. Throws `nonce_invalid`, `nonce_expired`, `step_not_current` for an earlier step, and `not_found`.
 */
export async function findUploadTarget(
  services: Services,
  ref: SessionRef,
  nonce: string,
  step_id: string,
): Promise<UploadTarget> {
  const claims = submissionClaims(services, nonce, ref);
  const { skill, digest } = claims;
  const near = [claims.seq, claims.seq - 1].find((candidate) => stepId(ref.session_id, candidate) === step_id);
  const seq = near ?? (await awaitedSeq(services, claims, ref, step_id));
  if (seq === undefined) throw foreignStep(claims, step_id);
  const step = await stepAt(services, claims, ref, seq);
  const body = step === undefined ? undefined : (await services.forms.definition(skill, digest))?.steps[step];
  return { ref, skill, seq, fields: body && 'ask' in body ? uploadFields(body.ask) : [] };
}

/** Data that replace others get a number of their own; their files are still awaited for the first submission. */
async function awaitedSeq(
  services: Services,
  claims: NonceClaims,
  ref: SessionRef,
  step_id: string,
): Promise<number | undefined> {
  if (claims.form !== undefined || claims.step === undefined) return undefined;
  const { next } = await readView(services, ref);
  return next.kind === 'upload' && stepId(ref.session_id, next.seq) === step_id ? next.seq : undefined;
}

/**
 * The name of the step with this sequence number. A nonce names its own step, or while files are awaited the step
 * before; for any other the session is queried.
 */
async function stepAt(
  services: Services,
  claims: NonceClaims,
  ref: SessionRef,
  seq: number,
): Promise<string | undefined> {
  if (claims.step !== undefined && (claims.form === undefined) === seq < claims.seq) return claims.step;
  const { next, last } = await readView(services, ref);
  if ((next.kind === 'form' || next.kind === 'upload') && next.seq === seq) return next.step;
  return last?.seq === seq ? last.step : undefined;
}

/** Sequence numbers that are tried to recognise an earlier step by its id. */
const MAX_STEPS_BACK = 500;

/** An earlier step of this session takes no more files; an id that is none of its steps' is not found. */
function foreignStep({ session_id, seq }: NonceClaims, step_id: string): VestibuleError {
  const earlier = Array.from({ length: Math.min(seq, MAX_STEPS_BACK) }, (_, back) => stepId(session_id, seq - back));
  return earlier.includes(step_id)
    ? stepNotCurrent(null)
    : new VestibuleError('not_found', 'The session has no such step.');
}

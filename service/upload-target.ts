import { claimsOf, stepNotCurrent } from '../api/endpoints/submission';
import { tenantOf } from '../api/http/client-auth';
import { allowOrigin } from '../api/http/cors';
import type { Call } from '../api/http/endpoint';
import { VestibuleError } from '../domain/errors';
import type { UploadField } from '../domain/skill/ask';
import { uploadFields } from '../domain/skill/ask';
import { stepId } from '../security/ids';
import type { NonceClaims } from '../security/tokens';
import type { SessionRef } from './engine/engine';
import { readSession } from './settle';

/** Which submission the files belong to, and what its step takes. */
export interface UploadTarget {
  claims: NonceClaims;
  ref: SessionRef;
  seq: number;
  fields: UploadField[];
}

/**
 * The step is the one that the path names, under its own nonce or the one after it; both say which submission that is.
 * What it takes is in the definition.
 */
export async function findTarget(call: Call, clientId: string, nonce: string): Promise<UploadTarget> {
  const { deps, req, res } = call;
  const tenant = await tenantOf(deps, clientId);
  allowOrigin(req, res, tenant);
  const claims = claimsOf(call, nonce, clientId);
  const ref = { client_id: clientId, session_id: claims.session_id };
  const seq = [claims.seq, claims.seq - 1].find(
    (candidate) => stepId(claims.session_id, candidate) === req.params.step_id,
  );
  if (seq === undefined) throw foreignStep(claims, String(req.params.step_id));
  const step = await stepAt(call, claims, ref, seq);
  const definition =
    step === undefined ? undefined : (await deps.forms.definition(claims.skill, claims.digest))?.steps[step];
  return { claims, ref, seq, fields: definition && 'ask' in definition ? uploadFields(definition.ask) : [] };
}

/**
 * A nonce names its own step; the step before it is named while its files are awaited, otherwise the session has to be
 * asked.
 */
async function stepAt({ deps }: Call, claims: NonceClaims, ref: SessionRef, seq: number): Promise<string | undefined> {
  if (claims.step !== undefined && (claims.form === undefined) === seq < claims.seq) return claims.step;
  const { next, last } = await readSession(deps, ref);
  if ((next.kind === 'form' || next.kind === 'upload') && next.seq === seq) return next.step;
  return last?.seq === seq ? last.step : undefined;
}

/** An earlier step of this session takes no more files; an id that none of its steps has is not found. */
function foreignStep({ session_id, seq }: NonceClaims, given: string): VestibuleError {
  const isEarlier = Array.from({ length: Math.min(seq, 500) }, (_, back) => stepId(session_id, seq - back)).includes(
    given,
  );
  return isEarlier ? stepNotCurrent(null) : new VestibuleError('not_found', 'The session has no such step.');
}

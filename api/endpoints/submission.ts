import { VestibuleError } from '../../domain/errors';
import type { Json, JsonObject } from '../../domain/json';
import type { SessionView, Verdict } from '../../domain/session/views';
import { submissionDigest } from '../../security/digest';
import { reservedKey } from '../../security/seal';
import type { NonceClaims } from '../../security/tokens';
import { NoWorker, type SessionRef } from '../../service/engine/engine';
import type { Form } from '../../service/forms';
import { renderProcessing } from '../../service/session-state';
import { LOOK_AGAIN, preferredWait, sessionNotFound, sessionOver, settledAnswer } from '../../service/settle';
import type { Tenant } from '../../store/store';
import { tenantOf } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import { type Action, header } from '../http/endpoint';
import { nonceInvalid } from './session';

interface StepSubmission {
  client_id: string;
  nonce: string;
  skill: string;
  step: string;
  data: JsonObject;
}
export interface Submitting {
  tenant: Tenant;
  claims: NonceClaims;
  ref: SessionRef;
  /** What the step asks for; `undefined` where the step named can't be the one that the nonce is for. */
  form: Form | undefined;
  /** Of the data; made when it is first needed (`digestOf`), for what breaks the schema needs none. */
  digest?: string;
  /** ms that the answer may be held. */
  wait: number;
  view: SessionView;
}
type Step = Action<Submitting>;
const bodyOf = (call: { req: { body: unknown } }) => call.req.body as StepSubmission;

/** The nonce says everything about the submission but its data: session, tenant, skill, sequence. */
const checkNonce: Step = async (call) => {
  const { client_id, nonce } = bodyOf(call);
  call.tenant = await tenantOf(call.deps, client_id);
  allowOrigin(call.req, call.res, call.tenant);
  call.claims = claimsOf(call, nonce, client_id);
  call.ref = { client_id, session_id: call.claims.session_id };
};

/** For submissions and uploads: a nonce of this session and tenant that has not expired. */
export function claimsOf(
  { deps, req }: Parameters<Step>[0] | Pick<Parameters<Step>[0], 'deps' | 'req'>,
  nonce: string,
  clientId: string,
): NonceClaims {
  const checked = deps.tokens.nonce.check(nonce, deps.clock());
  if (!('claims' in checked)) throw nonceInvalid();
  const { session_id, client_id } = checked.claims;
  if (session_id !== req.params.session_id || client_id !== clientId) throw nonceInvalid();
  if (!checked.ok)
    throw new VestibuleError(
      'nonce_expired',
      'The nonce has expired. GET the session with it to be given a fresh one.',
    );
  return checked.claims;
}

const checkSkill: Step = (call) => {
  const { skill } = call.claims;
  if (bodyOf(call).skill !== skill)
    throw new VestibuleError('skill_mismatch', `The session runs the skill ${skill}.`, { extra: { skill } });
};

/**
 * A nonce names its step and form. One that was given out while files or the bank were awaited doesn't: then the body's
 * step counts.
 */
const findForm: Step = async (call) => {
  const { claims, deps } = call;
  const { step } = bodyOf(call);
  const { skill, digest } = claims;
  if (claims.form !== undefined && claims.step !== step) return;
  if (claims.form === 'otp' || claims.form === 'password') {
    call.form = deps.forms.ofChallenge(claims.form);
    return;
  }
  if (claims.form !== 'method') call.form = await deps.forms.ofStep(skill, digest, step);
  if (call.form || claims.form === 'data') return;
  const next = await awaitedNext(call);
  if (next?.kind === 'form' && next.step === step && next.form !== 'data')
    call.form = deps.forms.ofChallenge(next.form, next.choices);
};

/**
 * What the session asks for under this nonce, where the nonce can't say it all: as last seen, else as the engine tells.
 */
async function awaitedNext({
  claims,
  deps,
  ref,
}: Submitting & Parameters<Step>[0]): Promise<SessionView['next'] | undefined> {
  const seen = deps.verdicts.lastView(claims.session_id);
  if (seen?.seq === claims.seq) return seen.next;
  return (await deps.engine.query(ref, {}, deps.settings.query_deadline))?.view.next;
}

/** A nonce that this process has seen used needs no engine to be refused. */
const recallVerdict: Step = (call) => {
  const { claims, deps } = call;
  const accepted = deps.verdicts.accepted(claims.session_id, claims.seq);
  if (accepted && (accepted.digest !== digestOf(call) || accepted.step !== bodyOf(call).step)) throw nonceUsed();
};

const digestOf = (call: Parameters<Step>[0]): string => {
  call.digest ??= submissionDigest(call.deps.keys, bodyOf(call).data as Json);
  return call.digest;
};

const checkData: Step = ({ form, req }) => {
  if (!form) return;
  const { data } = bodyOf({ req });
  const errors = form.check(data, '/data');
  const reserved = reservedKey(data);
  if (reserved !== undefined)
    errors.push({ pointer: `/data${reserved}`, code: 'reserved', message: 'A property may not begin with $.' });
  if (errors.length === 0) return;
  const count = errors.length === 1 ? 'One value does' : `${errors.length} values do`;
  throw new VestibuleError(
    'step_data_invalid',
    `${count} not fit the step. The nonce stays good; correct the data and submit again.`,
    {
      errors,
    },
  );
};

/** The signal's acknowledgement is the durable acceptance: from here the submission can't be lost, worker or not. */
const deliver: Step = async (call) => {
  const { form, claims, deps, ref, req } = call;
  if (!form || deps.verdicts.accepted(claims.session_id, claims.seq)) return;
  const { step, data } = bodyOf(call);
  const user_agent = header(req, 'user-agent')?.slice(0, 512);
  const psu = { ip_address: req.ip ?? '0.0.0.0', ...(user_agent === undefined ? {} : { user_agent }) };
  const sealed = deps.sealer.sealMarked(form.schema, data, claims.session_id);
  await deps.engine.submit(ref, {
    seq: claims.seq,
    step,
    data: sealed,
    digest: digestOf(call),
    psu: deps.sealer.seal(psu, claims.session_id),
  });
  deps.watchers.nudge(ref);
};

/** A query after the signal is consistent with it: it tells what became of this very submission. */
const hearVerdict: Step = async (call) => {
  const { claims, deps, ref, form } = call;
  const { step } = bodyOf(call);
  const digest = digestOf(call);
  call.wait = preferredWait(call);
  try {
    const deadline = Math.min(Math.max(call.wait, 1_000), deps.settings.query_deadline);
    const answer = await deps.engine.query(ref, { seq: claims.seq, step, digest }, deadline);
    if (!answer?.verdict) throw sessionNotFound();
    call.view = answer.view;
    deps.verdicts.see(answer.view);
    judge(answer.verdict, answer.view);
    deps.verdicts.accept(claims.session_id, claims.seq, { step, digest });
  } catch (error) {
    if (!(error instanceof NoWorker) || !form) throw error;
    const body = renderProcessing(claims, claims.seq, deps.verdicts.lastView(claims.session_id));
    call.answer = { status: 202, body, headers: { 'Retry-After': LOOK_AGAIN } };
  }
};

function judge(verdict: Verdict, view: SessionView): void {
  switch (verdict.verdict) {
    case 'accepted':
      return;
    case 'nonce_used':
      throw nonceUsed();
    case 'closed':
      throw sessionOver(verdict.status, view.reason);
    case 'uploads_missing': {
      const fields = verdict.fields.join(', ');
      throw new VestibuleError('uploads_missing', `The step still needs files: ${fields}.`, {
        extra: { fields: verdict.fields },
      });
    }
    case 'step_not_current':
      throw stepNotCurrent(verdict.current);
  }
}

export const stepNotCurrent = (current: string | null) => {
  const message = current === null ? 'The session waits for no step right now.' : `The current step is ${current}.`;
  return new VestibuleError('step_not_current', message, { extra: { current_step: current } });
};
const nonceUsed = () =>
  new VestibuleError('nonce_used', 'The nonce was used for other data. GET the session to see where it stands.');

const answerSettled: Step = async (call) => {
  call.answer = await settledAnswer(call, call.ref, call.view, call.wait);
};

/** `POST /sessions/{session_id}/steps` */
export const submitStep: Step[] = [
  checkNonce,
  checkSkill,
  findForm,
  recallVerdict,
  checkData,
  deliver,
  hearVerdict,
  answerSettled,
];

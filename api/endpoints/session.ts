import { VestibuleError } from '../../domain/errors';
import type { SessionView } from '../../domain/session/views';
import { NoWorker, type SessionRef } from '../../service/engine/engine';
import { isSettled, markOf } from '../../service/engine/watchers';
import { renderProcessing } from '../../service/session-state';
import {
  departure,
  LOOK_AGAIN,
  preferredWait,
  readSession,
  sessionOver,
  settledAnswer,
  stateOf,
} from '../../service/settle';
import { basicOf, bearerOf, tenantByBasic } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import type { Action } from '../http/endpoint';

export interface Reading {
  ref: SessionRef;
  skill?: string;
  view: SessionView;
}
type Step = Action<Reading>;

/** Seconds: as long as proxies on the way let a call be held. */
const MAX_HOLD = 30;

/** A nonce that this session issued, however old, or the tenant's own server. */
export const authorise: Step = async (call) => {
  const session_id = String(call.req.params.session_id);
  const nonce = bearerOf(call.req);
  if (nonce !== undefined) {
    const checked = call.deps.tokens.nonce.check(nonce, call.deps.clock());
    if (!('claims' in checked) || checked.claims.session_id !== session_id) throw nonceInvalid();
    call.ref = { client_id: checked.claims.client_id, session_id };
    call.skill = checked.claims.skill;
    return;
  }
  if (!basicOf(call.req)) throw nonceInvalid();
  const tenant = await tenantByBasic(call.req, call.deps);
  allowOrigin(call.req, call.res, tenant);
  call.ref = { client_id: tenant.client_id, session_id };
};

export const nonceInvalid = () =>
  new VestibuleError('nonce_invalid', 'The nonce is not one that this session issued to this tenant.');

export const findSession: Step = async (call) => {
  call.view = await readSession(call.deps, call.ref);
};

const holdUntilChange: Step = async (call) => {
  const seconds = Math.min(Number(call.req.query.wait ?? 0), MAX_HOLD);
  if (!(seconds > 0)) return;
  const mark = markOf(call.view);
  const isChanged = (view: SessionView) => markOf(view) !== mark || view.next.kind === 'none';
  call.view = await call.deps.watchers.until(call.ref, call.view, isChanged, seconds * 1000, departure(call));
};

const answerState: Step = async (call) => {
  call.answer = { status: 200, body: await stateOf(call.deps, call.view) };
};

/** `GET /sessions/{session_id}` */
export const readState: Step[] = [authorise, findSession, holdUntilChange, answerState];

/**
 * The message is accepted durably whether or not a worker runs; a session that is over doesn't take it, which is no
 * error yet.
 */
const cancelSession: Step = async ({ deps, ref }) => {
  await deps.engine.cancel(ref);
  deps.watchers.nudge(ref);
};

const hearOutcome: Step = async (call) => {
  const { deps, ref, skill } = call;
  try {
    call.view = await readSession(deps, ref);
  } catch (error) {
    const known = deps.verdicts.lastView(ref.session_id);
    if (!(error instanceof NoWorker) || !(skill ?? known)) throw error;
    const body = renderProcessing(
      { session_id: ref.session_id, skill: String(skill ?? known?.skill) },
      known?.last?.seq ?? 0,
      known,
    );
    call.answer = {
      status: 202,
      body: { ...body, ...(known?.last ? {} : { step_id: undefined }) },
      headers: { 'Retry-After': LOOK_AGAIN },
    };
  }
};

/** What the session had begun at the bank is undone first, hence the longer wait. */
const answerCancelled: Step = async (call) => {
  call.view = await call.deps.watchers.until(call.ref, call.view, isSettled, preferredWait(call, 25), departure(call));
  const { status, reason } = call.view;
  if (status === 'COMPLETED')
    throw new VestibuleError('session_completed', 'The session is completed; revoke its credentials instead.');
  if (status === 'REJECTED' || status === 'EXPIRED' || status === 'FAILED') throw sessionOver(status, reason);
  call.answer = await settledAnswer(call, call.ref, call.view, 0);
};

/** `DELETE /sessions/{session_id}` */
export const cancel: Step[] = [authorise, cancelSession, hearOutcome, answerCancelled];

import type { Json, JsonObject } from '../json';
import type { ScaNode } from '../skill/graph';
import type { ScaMethod } from '../skill/skill';
import type { Failure } from './call-step';
import { unwind } from './ending';
import { asUndo, SENTENCES } from './platform';
import type { ScaState } from './sca';
import type { Running, Session } from './session';
import { complete, outcome } from './step';
import { abandon, currentNode, heard, show, start, type Turn, visitOf } from './turn';

const METHOD: Readonly<Record<'redirect' | 'decoupled' | 'challenge', ScaMethod>> = {
  redirect: 'redirect',
  decoupled: 'decoupled',
  challenge: 'otp',
};

/** The bank has told where the authorisation stands. */
export function scaReturned(turn: Turn, running: Running, result: Json): void {
  const state = result as unknown as ScaState;
  if (turn.s.ending) return tidyUp(turn, running, 'handle' in state ? state.handle : undefined);
  if (isForeign(turn, running)) return;
  if (state.state === 'done') return complete(turn, state.result);
  if (state.state === 'failed') return refused(turn, state.message);
  const node = currentNode(turn.s) as ScaNode;
  const isAfterUser = state.state === 'decoupled' && state.after_user === true;
  if (!isAfterUser && !node.methods.includes(METHOD[state.state])) return unusable(turn, state.handle);
  if (running.once && !isAfterUser) return lookedInVain(turn, node);
  WAIT[state.state](turn, state as never);
}

const isForeign = ({ s }: Turn, { step, visit }: Running) => step !== s.step || visit !== visitOf(s, step);

/** The session is over: what was only now begun at the bank is aborted. */
function tidyUp(turn: Turn, { step }: Running, handle: Json | undefined): void {
  const node = turn.s.graph.nodes[step] as ScaNode;
  if (handle !== undefined) start(turn, { operation: asUndo(node.call), phase: 'abort', step, handle, args: {} });
  unwind(turn);
}

function refused(turn: Turn, message: string): void {
  turn.s.waiting = { kind: 'bank' };
  outcome(turn, 'sca.failed', message);
}

function unusable(turn: Turn, handle: Json): void {
  turn.s.waiting = { kind: 'bank', handle };
  outcome(turn, 'sca.failed', SENTENCES['sca.method']);
}

/** The last look found nothing final: either time is up, or the user came back without having approved. */
function lookedInVain(turn: Turn, node: ScaNode): void {
  const isLate = turn.now >= turn.s.entered_at + node.within;
  outcome(turn, isLate ? 'timeout' : 'sca.failed');
}

const WAIT: { [K in keyof typeof METHOD]: (turn: Turn, state: Extract<ScaState, { state: K }>) => void } = {
  redirect: (turn, sca) => {
    show(turn, 'AWAITING_USER', { kind: 'redirect', sca });
    if (sca.again) watch(turn, sca.handle, false);
  },
  decoupled: (turn, sca) => {
    show(turn, 'AWAITING_USER', { kind: 'decoupled', sca });
    watch(turn, sca.handle, false);
  },
  challenge: (turn, sca) => {
    show(turn, 'AWAITING_STEP', { kind: 'form', form: 'challenge', sca });
  },
};

/** ms that a single look may take, with its repeats: somebody waits for what comes after it. */
const LAST_LOOK = 30_000;

/** Asks the bank how it stands: once, or until it has decided or the step's time is up. */
function watch(turn: Turn, handle: Json, once: boolean, query?: Json): void {
  const { s } = turn;
  const node = currentNode(s) as ScaNode;
  const deadline = isUsersPartDone(s) ? s.expires_at : s.entered_at + node.within;
  const operation = once
    ? { ...node.call, total: Math.min(node.call.total, LAST_LOOK) }
    : { ...node.call, total: Math.max(deadline - turn.now, 1_000) };
  const returned = query === undefined ? {} : { returned: query };
  start(turn, { operation, phase: 'status', handle, once, args: {}, ...returned, ...(once ? {} : { deadline }) });
}

/** Whether nobody waits for the user any more, but for what the bank makes of what they did. */
export const isUsersPartDone = ({ waiting }: Session): boolean =>
  waiting.kind === 'decoupled' && waiting.sca.after_user === true;

/** The user has answered a challenge: the bank is asked what it says. */
export function answerChallenge(turn: Turn, handle: Json, answer: JsonObject): void {
  show(turn, 'PROCESSING', { kind: 'bank', handle });
  start(turn, { operation: (currentNode(turn.s) as ScaNode).call, phase: 'answer', handle, answer, args: {} });
}

/**
 * The user is back from the bank's pages. After a 'no' one look is enough; after a 'yes' the bank may need a moment.
 */
export function userReturned(
  turn: Turn,
  { step, visit, way, query }: { step: string; visit: number; way: 'ok' | 'nok'; query?: Json },
): void {
  const { s } = turn;
  if (s.ending || !isWayBack(s, step) || visitOf(s, step) !== visit || s.waiting.kind !== 'redirect') return;
  const { handle, again } = s.waiting.sca;
  if (isWatching(turn) && !again) return;
  stopWatching(turn);
  heard(turn);
  s.status = 'PROCESSING';
  watch(turn, handle, way === 'nok', query);
}

/**
 * A way back is of the step at hand, or of the call that made the resource, where the bank began its authorisation with
 * it.
 */
const isWayBack = (s: Session, step: string) => s.step === step || s.graph.nodes[step]?.kind === 'call';

const isWatching = ({ s }: Turn) => s.running.some(({ step, phase }) => step === s.step && phase === 'status');

/** The step's time is up. Where the user may have approved unseen, the bank is asked a last time. */
export function scaTimeUp(turn: Turn): void {
  const { waiting } = turn.s;
  if (waiting.kind !== 'redirect' && waiting.kind !== 'decoupled') return outcome(turn, 'timeout');
  stopWatching(turn);
  watch(turn, waiting.sca.handle, true);
}

function stopWatching(turn: Turn): void {
  for (const { id, phase } of turn.s.running) if (phase === 'status') abandon(turn, id);
}

/**
 * The bank could not be asked. Looking is not worth a failure of its own: it also fails when the step's time is nearly
 * up and the bank has still not decided; the step waits on, and has its last look. A begin or an answer that fails is.
 */
export function scaFailed(turn: Turn, running: Running, { code, message }: Failure): void {
  if (turn.s.ending) return tidyUp(turn, running, running.handle);
  if (isForeign(turn, running)) return;
  if (running.once) return lookedInVain(turn, currentNode(turn.s) as ScaNode);
  if (running.phase === 'status' && code === 'error') return show(turn, 'AWAITING_USER', turn.s.waiting);
  outcome(turn, code, message);
}

import type { Json } from '../json';
import { holds } from '../skill/condition';
import type { CallNode, EndNode, Node } from '../skill/graph';
import { close, closeWithoutStep } from './ending';
import { asUndo, SENTENCES } from './platform';
import type { ClosedStatus, Running, Session } from './session';
import { currentNode, filled, lookup, show, start, type Turn, visitOf } from './turn';

/** The step at hand is done: its result is kept, and the first branch that holds says where to go. */
export function complete(turn: Turn, result: Json): void {
  const { s } = turn;
  const node = currentNode(s) as Exclude<Node, EndNode>;
  s.results[s.step] = result;
  s.waiting = { kind: 'bank' };
  delete s.reason;
  const branch = node.next.find(({ when }) => !when || holds(when, lookup(s)));
  if (branch) enter(turn, branch.to);
  else outcome(turn, 'error');
}

/** The outcomes that `on` names without a catalog; the last two belong to the whole session. */
const PLATFORM: ReadonlySet<string> = new Set(['timeout', 'exhausted', 'expired', 'cancelled']);
const IMPLICIT: Readonly<Record<string, ClosedStatus>> = { expired: 'EXPIRED', cancelled: 'CANCELLED' };

/**
 * The step at hand did not end as hoped: its own `on`, then the document's, then a code's fallback `error`, say where
 * to go.
 */
export function outcome(turn: Turn, code: string, message?: string): void {
  const target = leave(turn, code, message);
  if (target !== undefined) enter(turn, target);
}

/** Leaves the step at hand by an outcome; says where to, or closes the session where nothing says so. */
function leave(turn: Turn, code: string, message?: string): string | undefined {
  const { s } = turn;
  const own = (currentNode(s) as Exclude<Node, EndNode>).on;
  s.reason = { code, message: message ?? (SENTENCES[code] as string) };
  const isRefusal = currentNode(s)?.kind === 'sca' && code.startsWith('bank.');
  const refusal = isRefusal ? (own['sca.failed'] ?? s.graph.on['sca.failed']) : undefined;
  const fallback = PLATFORM.has(code) ? undefined : (refusal ?? own.error ?? s.graph.on.error);
  const target = own[code] ?? s.graph.on[code] ?? fallback;
  abort(turn);
  s.waiting = { kind: 'bank' };
  if (target === undefined) closeWithoutStep(turn, IMPLICIT[code] ?? 'FAILED');
  return target;
}

/**
 * An authorisation that is left before it is done is aborted at the bank, unless a new handle is about to come: then
 * afterwards.
 */
function abort(turn: Turn): void {
  const { waiting } = turn.s;
  const node = currentNode(turn.s);
  const handle = 'sca' in waiting ? waiting.sca.handle : waiting.kind === 'bank' ? waiting.handle : undefined;
  if (node?.kind !== 'sca' || handle === undefined || turn.s.running.some((running) => isAnswerOf(turn.s, running)))
    return;
  start(turn, { operation: asUndo(node.call), phase: 'abort', handle, args: {} });
}

const isAnswerOf = ({ step: current }: Session, { step, phase }: Running): boolean =>
  step === current && (phase === 'begin' || phase === 'answer');

/** Whether the bank is answering right now: a begin or an answer is under way, or a last look. */
export const isBankAnswering = (s: Session): boolean =>
  s.running.some((running) => isAnswerOf(s, running) || (running.step === s.step && running.once === true));

/**
 * Enters a step, if it and the session may still be entered. A loop: steps without visits may send it on as often as
 * the cap allows.
 */
export function enter(turn: Turn, name: string): void {
  for (let next: string | undefined = name; next !== undefined; ) next = tryToEnter(turn, next);
}

/** Enters a step; where it has no visits left, says which one to go to instead. */
function tryToEnter(turn: Turn, name: string): string | undefined {
  const { s } = turn;
  const node = s.graph.nodes[name];
  if (node?.kind === 'end') {
    close(turn, name, node);
    return undefined;
  }
  s.steps_taken += 1;
  if (!node || s.steps_taken > s.graph.limits.steps) {
    giveUp(turn);
    return undefined;
  }
  s.step = name;
  s.entered_at = turn.now;
  if (node.visits !== undefined && visitOf(s, name) >= node.visits) return leave(turn, 'exhausted');
  s.visits[name] = visitOf(s, name) + 1;
  ENTRANCE[node.kind](turn, node as never);
  return undefined;
}

/** The hard cap is reached: the document's `error` end if it is one, for no further step may be taken. */
function giveUp(turn: Turn): void {
  const { s } = turn;
  s.reason = { code: 'steps_exhausted', message: SENTENCES.steps_exhausted as string };
  const target = s.graph.on.error;
  const node = target === undefined ? undefined : s.graph.nodes[target];
  if (target !== undefined && node?.kind === 'end') close(turn, target, node);
  else closeWithoutStep(turn, 'FAILED');
}

const ENTRANCE: { [K in Exclude<Node['kind'], 'end'>]: (turn: Turn, node: Extract<Node, { kind: K }>) => void } = {
  ask: (turn) => {
    show(turn, turn.s.seq === 1 ? 'SESSION_CREATED' : 'AWAITING_STEP', { kind: 'form', form: 'data', uploads: [] });
  },
  call: (turn, node) => {
    show(turn, 'PROCESSING', { kind: 'call', for: node.call.waitingFor });
    start(turn, { operation: node.call, phase: 'call', args: filled(turn.s, node.with), ...until(turn, node.within) });
  },
  await: (turn, node) => {
    const { s } = turn;
    show(turn, 'PROCESSING', { kind: 'event', for: node.waitingFor });
    const key = `${s.step}/${visitOf(s, s.step)}`;
    const early = s.early[key];
    if (!early) return;
    delete s.early[key];
    complete(turn, early.payload);
  },
  sca: (turn, node) => {
    show(turn, 'PROCESSING', { kind: 'bank' });
    start(turn, { operation: node.call, phase: 'begin', args: filled(turn.s, node.with), ...until(turn, node.within) });
  },
};

const until = (turn: Turn, within: number | undefined) =>
  within === undefined ? {} : { deadline: turn.s.entered_at + within };

/** Notes the undo that a call owes. What it has to name may be missing if the call's answer was lost. */
export function oweUndo(turn: Turn, step: string, node: CallNode, undoes: string): void {
  if (!node.compensate) return;
  turn.s.undo.push({ step, call: node.compensate.call, args: filled(turn.s, node.compensate.with), undoes });
}

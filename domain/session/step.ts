import type { Json } from '../json';
import { holds } from '../skill/condition';
import { close, closeWithoutStep, unwind } from './ending';
import { FLAGS, hasFlag } from './flags';
import { stepAtHand, stepOf } from './kinds';
import { isEnd } from './kinds/end';
import type { Exit, Outcome } from './kinds/kind';
import { MOST_UNATTENDED, SENTENCES } from './platform';
import { isWithinBounds, RESULT_TOO_LARGE } from './result-bounds';
import type { ClosedStatus, MachineWaiting } from './session';
import { readUntil } from './step-time';
import { lookup, type Transition, visitOf } from './transition';

/**
 * Follows an exit from the step at hand, and further exits, until a step waits or the session closes. A loop: steps
 * without visits may send it on as often as the cap allows. Once the end is decided, all that is left is to unwind.
 */
export function follow(t: Transition, exit: Exit | undefined): void {
  if (t.s.ending) return unwind(t);
  for (let next = exit; next !== undefined; ) {
    const target = 'result' in next ? complete(t, next.result, next.said) : leave(t, next);
    next = target === undefined ? undefined : enter(t, target);
  }
}

/** Between two steps. */
const BETWEEN: Readonly<MachineWaiting> = { kind: 'bank' };

/** Completes the step at hand: keeps its result, and returns the target of the first branch that holds. */
function complete(t: Transition, result: Json, said?: string): string | undefined {
  const { s } = t;
  const { node } = stepAtHand(s);
  if (!isWithinBounds(s, s.step, result)) {
    delete s.results[s.step];
    return leave(t, { code: RESULT_TOO_LARGE });
  }
  s.results[s.step] = result;
  s.waiting = BETWEEN;
  delete s.reason;
  if (said !== undefined) s.said = said;
  else if (node.kind === 'ask') delete s.said;
  const branch = node.next.findIndex(({ when }) => !when || holds(when, lookup(s)));
  const to = node.next[branch]?.to;
  if (to === undefined) return leave(t, { code: 'error' });
  t.moves.push({ from: s.step, branch, to });
  return to;
}

/** The outcomes that `on` names without a catalog; the last two belong to the whole session. */
const PLATFORM: ReadonlySet<string> = new Set(['timeout', 'exhausted', 'answered', 'expired', 'cancelled']);
const IMPLICIT: Readonly<Record<string, ClosedStatus>> = { expired: 'EXPIRED', cancelled: 'CANCELLED' };

/**
 * Leaves the step at hand by an outcome. Its own `on` names the target, else the document's, else `error` of either for
 * a code that they don't name. Where nothing does, the session closes.
 */
function leave(t: Transition, { code, message = SENTENCES[code] }: Outcome): string | undefined {
  const { s } = t;
  const { node, kind } = stepAtHand(s);
  const named = (name: string) => node.on[name] ?? s.graph.on[name];
  // What the user does on purpose needs no explanation.
  if (message === undefined) delete s.reason;
  else s.reason = { code, message };
  const standIns = PLATFORM.has(code) ? [] : [kind.standInFor?.(code), 'error'];
  const as = [code, ...standIns].find((name) => name !== undefined && named(name) !== undefined);
  const target = as === undefined ? undefined : named(as);
  noteOutcome(t, code, node.on, as);
  kind.left?.(t, node, s.waiting);
  s.waiting = BETWEEN;
  if (target === undefined) closeWithoutStep(t, IMPLICIT[code] ?? 'FAILED');
  return target;
}

/**
 * Notes the way by an outcome. `as`: the key of `on` that names its target; the step's own counts before the
 * document's.
 */
function noteOutcome({ s, moves }: Transition, outcome: string, on: Record<string, string>, as?: string): void {
  if (as === undefined) return void moves.push({ from: s.step, outcome });
  const own = on[as];
  const named = { by: own === undefined ? ('document' as const) : ('step' as const), as };
  moves.push({ from: s.step, outcome, to: own ?? (s.graph.on[as] as string), named });
}

/** Enters a step, if it and the session may still be entered; an exit where it is left at once. */
export function enter(t: Transition, name: string): Exit | undefined {
  const { s } = t;
  const end = s.graph.nodes[name];
  if (isEnd(end)) {
    close(t, name, end);
    return undefined;
  }
  s.steps_taken += 1;
  const step = stepOf(s, name);
  const refused = step?.kind.refusesEntry?.(s, name);
  if (!step || refused !== undefined || s.steps_taken > s.graph.limits.steps || isGoingRound(t, name)) {
    giveUp(t, refused);
    return undefined;
  }
  s.step = name;
  s.entered_at = t.now;
  const visit = visitOf(s, name) + 1;
  if (step.node.visits !== undefined && visit > step.node.visits) return { code: 'exhausted' };
  s.visits[name] = visit;
  readUntil(s, step.node);
  delete s.reminded;
  if (s.until !== undefined && s.until <= t.now) return { code: 'timeout' };
  return step.kind.enter(t, step.node);
}

/** Counts that a step is entered, and whether that was too often with nothing heard from outside. */
function isGoingRound({ s }: Transition, name: string): boolean {
  if (!hasFlag(s, FLAGS.boundUnattended)) return false;
  const { unattended = {} } = s;
  const entered = (Object.hasOwn(unattended, name) ? (unattended[name] as number) : 0) + 1;
  s.unattended = { ...unattended, [name]: entered };
  return entered > MOST_UNATTENDED;
}

/** No further step may be taken: the document's `error` end if it is one. */
function giveUp(t: Transition, code = 'steps_exhausted'): void {
  const { s } = t;
  s.reason = { code, message: SENTENCES[code] as string };
  const target = s.graph.on.error;
  const node = target === undefined ? undefined : s.graph.nodes[target];
  const isThere = target !== undefined && isEnd(node);
  noteOutcome(t, 'steps_exhausted', {}, isThere ? 'error' : undefined);
  if (isThere) close(t, target, node);
  else closeWithoutStep(t, 'FAILED');
}

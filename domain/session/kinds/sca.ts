import type { Json } from '../../json';
import { commonMembers, pin } from '../../skill/graph';
import type { StepCommon, Templates } from '../../skill/skill';
import type { CallEffect } from '../events';
import { FLAGS, hasFlag } from '../flags';
import { PARKED_ASKS_EVERY, patiently, SCA_WITHIN, SENTENCES } from '../platform';
import { handOut } from '../reports';
import type { ScaNodeCommon } from '../sca/approach';
import { approachOf, METHODS, type ScaState, type ScaWaiting } from '../sca/approaches';
import type { MachineWaiting, Running, Session } from '../session';
import { deadlineOf, timeIsUpAt } from '../step-time';
import { filled, show, start, type Transition, visitOf } from '../transition';
import { isUserAwaited, waitSentence, waitView } from '../waiting';
import type { Exit, StepKind } from './kind';

/** Strong customer authentication, by whichever approach the bank chooses among `methods`. */
export type ScaStep = StepCommon & { sca: { call: string; with?: Templates; methods?: string[] } };
export type ScaNode = ScaNodeCommon & { kind: 'sca'; with: Templates; methods: readonly string[] };
type AtBank = Extract<MachineWaiting, { kind: 'bank' }>;

export const scaKind: Readonly<StepKind<ScaStep, ScaNode, ScaWaiting | AtBank>> = {
  kind: 'sca',
  operations: ({ sca }) => [{ operation: sca.call, role: 'sca', with: sca.with ?? {}, path: ['sca'] }],
  templates: () => ({}),
  outcomes: ['timeout', 'sca.failed'],
  resultSchema: ({ sca }, { operations }) => operations[sca.call]?.output,
  compile: (step, catalog) => ({
    kind: 'sca',
    within: SCA_WITHIN,
    ...commonMembers(step),
    call: pin(step.sca.call, catalog),
    with: step.sca.with ?? {},
    methods: step.sca.methods ?? METHODS,
  }),

  enter(t, node) {
    handOut(t.s, node.with);
    show<AtBank>(t, 'PROCESSING', { kind: 'bank' });
    start(t, { ...beginning(t, node), phase: 'begin', args: filled(t.s, node.with) });
    return undefined;
  },

  submitted(t, node, waiting, event) {
    if ('sca' in waiting) approachOf(waiting.sca)?.submitted?.(t, node, waiting, event);
    return undefined;
  },

  /** A user for whom the bank is polled already, or who is back from another visit, changes nothing. */
  userReturned(t, node, waiting, event) {
    const { s } = t;
    const isMeant = isWayBack(s, event.step) && visitOf(s, event.step) === event.visit;
    const approach = 'sca' in waiting && isMeant ? approachOf(waiting.sca) : undefined;
    if (!approach) return undefined;
    if (isPolling(s) && !approach.takesReturnWhilePolling?.(s, waiting as ScaWaiting, event)) return undefined;
    approach.userReturned?.(t, node, waiting as ScaWaiting, event);
    return undefined;
  },

  askedAfter(t, node, waiting) {
    const isAsked = t.s.running.some(({ step }) => step === t.s.step);
    if ('sca' in waiting && !isAsked) approachOf(waiting.sca)?.askedAfter?.(t, node, waiting);
  },

  returned(t, node, running, result) {
    const state = result as unknown as ScaState;
    if (t.s.ending) return abortAfterEnd(t, node, running, 'handle' in state ? state.handle : undefined);
    if (isForeign(t.s, running)) return undefined;
    if (state.state === 'done') return { result: state.result };
    if (state.state === 'failed') return failedAtBank(t, {}, state.message);
    const approach = approachOf(state);
    const isAfterUser = approach?.isAfterUser?.(state) ?? false;
    if (running.look && !isAfterUser) return undefined;
    if (!approach || (!isAfterUser && !node.methods.includes(approach.method)))
      return failedAtBank(t, { handle: state.handle }, SENTENCES['sca.method']);
    if (running.once && !isAfterUser) return lastPollFoundNothing(t, node);
    if (running.phase === 'begin' && hasFlag(t.s, FLAGS.scaTimeFromOffer)) t.s.entered_at = t.now;
    approach.opened(t, node, state, running);
    return undefined;
  },

  /**
   * A poll is not worth a failure of its own: it also fails when the step's time is nearly up and the bank has still
   * not decided. The step waits on, and has its last poll. A begin or an answer that fails is an outcome.
   */
  failed(t, node, running, { code, message }) {
    const { s } = t;
    if (s.ending) return abortAfterEnd(t, node, running, running.handle);
    if (isForeign(s, running)) return undefined;
    if (running.look) return undefined;
    if (running.once) return lastPollFoundNothing(t, node);
    if (running.phase !== 'status' || code !== 'error') return { code, message };
    if (running.refused_until !== undefined) return lastPollFoundNothing(t, node);
    show(t, 'AWAITING_USER', s.waiting);
    return undefined;
  },

  /** Where the user may have approved unseen, the bank is polled a last time. */
  timeUp(t, node, waiting) {
    const approach = 'sca' in waiting ? approachOf(waiting.sca) : undefined;
    if (!approach?.timeUp) return { code: 'timeout' };
    approach.timeUp(t, node, waiting as ScaWaiting);
    return undefined;
  },

  /** Aborts the authorisation at the bank, unless a begin or an answer is under way that will bring a new handle. */
  left(t, node, waiting) {
    const handle = waiting.kind === 'bank' ? waiting.handle : waiting.sca.handle;
    if (handle === undefined || t.s.running.some((running) => isAnswerOf(t.s, running))) return;
    start(t, { operation: patiently(node.call), phase: 'abort', handle, args: {} });
  },

  /** A refusal by the bank is a failed authorisation, for documents that don't name its code. */
  standInFor: (code) => (code.startsWith('bank.') ? 'sca.failed' : undefined),

  isTimeHeld: (s) =>
    isUsersPartDone(s) ||
    s.running.some((running) => isAnswerOf(s, running) || (running.step === s.step && running.once === true)),
  leavesTraces: (_node, { phase }) => phase === 'begin' || phase === 'answer' || phase === 'abort',

  /** The approach's view while the user is awaited; else a wait for the bank. */
  view(s, _node, waiting) {
    const view = 'sca' in waiting && isUserAwaited(s) ? approachOf(waiting.sca)?.view(s, waiting) : undefined;
    return view ?? waitView(s);
  },
  sentence(s, waiting) {
    const sentence = 'sca' in waiting && isUserAwaited(s) ? approachOf(waiting.sca)?.sentence(waiting) : undefined;
    return sentence ?? waitSentence(s);
  },
};

/** Whether the user has done their part, so that only the bank is awaited. */
function isUsersPartDone({ waiting }: Session): boolean {
  if (!('sca' in waiting)) return false;
  const { sca } = waiting as ScaWaiting;
  return approachOf(sca)?.isAfterUser?.(sca) ?? false;
}

/** Whether an effect belongs to a step or a visit that has been left. */
const isForeign = (s: Session, { step, visit }: Running): boolean => step !== s.step || visit !== visitOf(s, step);

/** Whether the bank is asked for an answer that counts: how to begin, or the user's to a challenge. */
const isAnswerOf = (s: Session, { step, phase }: Running): boolean =>
  step === s.step && (phase === 'begin' || phase === 'answer');

const isPolling = (s: Session): boolean =>
  s.running.some(({ step, phase, look }) => step === s.step && phase === 'status' && !look);

/**
 * How the bank is asked for a way to begin: as long as the session lasts, for nobody could have authorised yet, and
 * after the first minute once a minute.
 */
function beginning(t: Transition, node: ScaNode): Pick<CallEffect, 'operation' | 'deadline'> {
  const { call } = node;
  if (!hasFlag(t.s, FLAGS.scaTimeFromOffer)) return { operation: call, ...deadlineOf(t, node) };
  const { expires_at } = t.s;
  const retry = { ...call.retry, maximum: Math.max(call.retry.maximum, PARKED_ASKS_EVERY) };
  return { operation: { ...call, retry, total: Math.max(expires_at - t.now, 1_000) }, deadline: expires_at };
}

/**
 * A callback URL belongs to the step at hand. Or to the call that made the resource, where the bank began the
 * resource's authorisation with it.
 */
const isWayBack = (s: Session, step: string): boolean => s.step === step || s.graph.nodes[step]?.kind === 'call';

function failedAtBank({ s }: Transition, at: { handle?: Json }, message: string | undefined): Exit {
  const waiting: AtBank = { kind: 'bank', ...at };
  s.waiting = waiting;
  return { code: 'sca.failed', ...(message === undefined ? {} : { message }) };
}

/** The last poll is over without a decision: time is up, or the user came back without having approved. */
const lastPollFoundNothing = ({ s, now }: Transition, { within }: ScaNode): Exit => ({
  code: now >= timeIsUpAt(s, within) ? 'timeout' : 'sca.failed',
});

/** Aborts an authorisation that was opened at the bank only after the session's end was decided. */
function abortAfterEnd(t: Transition, { call }: ScaNode, { step }: Running, handle: Json | undefined): undefined {
  if (handle !== undefined) start(t, { operation: patiently(call), phase: 'abort', step, handle, args: {} });
}

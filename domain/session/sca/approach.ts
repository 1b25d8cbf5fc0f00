import type { Json } from '../../json';
import type { NodeCommon, PinnedOperation } from '../../skill/graph';
import type { EventOf } from '../events';
import type { AnyWaiting, Running, Session, Time } from '../session';
import { timeIsUpAt } from '../step-time';
import { abandon, start, type Transition } from '../transition';
import type { NextView } from '../views';

/**
 * A bank's answer that leaves the authorisation open. `handle` is the connector's own note to itself, at most 4 KiB.
 */
export interface OpenState {
  state: string;
  handle: Json;
}

/** The wait for an approach. It keeps the bank's answer, from which the view and the next call are made. */
export type ApproachWaiting<S extends OpenState = OpenState> = AnyWaiting & { sca: S };

/** The members of an `sca` node that approaches need. */
export type ScaNodeCommon = NodeCommon & { within: number; call: PinnedOperation };

/** An approach to strong customer authentication, as the bank chooses it: one record in one file. */
export interface ScaApproach<S extends OpenState, W extends ApproachWaiting<S>> {
  /** The `state` of the bank's answers that open it. */
  state: S['state'];
  /** Its name in a skill's `methods`. */
  method: string;
  /** The bank has opened it: shows its wait, starts to poll if nothing else tells how it goes. */
  opened(t: Transition, node: ScaNodeCommon, sca: S, after: Pick<Running, 'refused_until'>): void;
  /** The user has answered the bank's form. */
  submitted?(t: Transition, node: ScaNodeCommon, waiting: W, event: EventOf<'submitted'>): void;
  /** Whether a user who is back counts though the bank is polled already. */
  takesReturnWhilePolling?(s: Session, waiting: W, event: EventOf<'returned_from_bank'>): boolean;
  /** The user's browser is back from the bank. */
  userReturned?(t: Transition, node: ScaNodeCommon, waiting: W, event: EventOf<'returned_from_bank'>): void;
  /** The client asks where the session stands, and the bank is not being asked. */
  askedAfter?(t: Transition, node: ScaNodeCommon, waiting: W): void;
  /**
   * The user has done their part, and the bank has the rest to do. Any author's methods allow for such a state, and the
   * step's own time does not run.
   */
  isAfterUser?(sca: S): boolean;
  /** The step's time is up. Without this, the step is left by the outcome `timeout`. */
  timeUp?(t: Transition, node: ScaNodeCommon, waiting: W): void;
  /** The view that the client gets while the user is awaited. */
  view(s: Session, waiting: W): NextView;
  /** The operators' sentence while the user is awaited, without its time and its full stop. */
  sentence(waiting: W): string;
}

export type AnyApproach = ScaApproach<OpenState, ApproachWaiting>;

/** What a poll hands on: the query of the address at which the user came back, sealed. */
interface Brought {
  returned?: Json;
}

/** Polls the bank until it has decided or time is up: the step's, unless `until` or `refused_until` says another. */
export function poll(
  t: Transition,
  node: ScaNodeCommon,
  handle: Json,
  { until, ...more }: Brought & { until?: Time; refused_until?: Time } = {},
): void {
  const deadline = until ?? more.refused_until ?? timeIsUpAt(t.s, node.within);
  const operation = { ...node.call, total: Math.max(deadline - t.now, 1_000) };
  start(t, { operation, phase: 'status', handle, once: false, args: {}, ...more, deadline });
}

/** ms that a single poll may take, with its repeats: somebody waits for what comes after it. */
const LAST_POLL = 30_000;

/** Polls the bank a last time; its answer decides how the step is left. */
export function pollOnce(t: Transition, node: ScaNodeCommon, handle: Json, brought: Brought = {}): void {
  const operation = { ...node.call, total: Math.min(node.call.total, LAST_POLL) };
  start(t, { operation, phase: 'status', handle, once: true, args: {}, ...brought });
}

/** Asks the bank in passing, while nothing depends on it: one try, and nothing comes of finding nothing. */
export function look(t: Transition, { call }: ScaNodeCommon, handle: Json): void {
  const operation = { ...call, retry: { ...call.retry, attempts: 1 }, total: Math.min(call.total, LAST_POLL) };
  start(t, { operation, phase: 'status', handle, once: false, look: true, args: {} });
}

/** Stops a poll that is under way. */
export function stopPolling(t: Transition): void {
  for (const { id, phase } of t.s.running) if (phase === 'status') abandon(t, id);
}

/** Time is up, but the user may have approved unseen: a poll under way gives way to a last one. */
export function pollLast(t: Transition, node: ScaNodeCommon, handle: Json): void {
  stopPolling(t);
  pollOnce(t, node, handle);
}

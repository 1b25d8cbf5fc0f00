import type { Json, JsonObject } from '../json';
import { fillAll, type Lookup, valueAt } from '../pointer';
import type { Node } from '../skill/graph';
import type { CallEffect, Effect, Running, Session, Status, Time } from './session';

/**
 * One event being taken in: a copy of the session that may be written to, the effects so far, and the time. It lives
 * inside one call of `advance`, so that the rules can be written as plain statements and the kernel is pure all the
 * same.
 */
export interface Turn {
  s: Session;
  effects: Effect[];
  now: Time;
  /** ms for which the user has been awaited since last heard of. */
  idle: number;
}

/** How many phases a session remembers; older ones are in its history. */
export const PHASES = 100;

/** A turn over a copy of the session: containers are copied, what they hold is never changed in place. */
export function openTurn(session: Session, now: Time): Turn {
  const s: Session = {
    ...session,
    accepted: [...session.accepted],
    visits: { ...session.visits },
    results: { ...session.results },
    early: { ...session.early },
    undo: [...session.undo],
    undo_failed: [...session.undo_failed],
    running: [...session.running],
    phases: [...session.phases],
  };
  return { s, effects: [], now, idle: isUserAwaited(s) ? now - s.active_at : s.idle_used };
}

/** Ends the turn: notes the phase if it is a new one. */
export function closeTurn({ s, effects, now, idle }: Turn): [Session, Effect[]] {
  s.idle_used = idle;
  const last = s.phases.at(-1);
  if (last?.status !== s.status || last.step !== s.step) {
    s.phases.push({ status: s.status, step: s.step, at: now });
    if (s.phases.length > PHASES) s.phases.splice(0, s.phases.length - PHASES);
  }
  return [s, effects];
}

/** The node of the step at hand. */
export const currentNode = (s: Session): Node | undefined => s.graph.nodes[s.step];

/** How often a step was entered. Own members only: a step may be named `constructor`. */
export const visitOf = ({ visits }: Session, step: string): number =>
  Object.hasOwn(visits, step) ? (visits[step] as number) : 0;

/**
 * Where a definition's pointers lead: `/input`, `/steps/<step>`, `/callbacks/<step>` (the handle for that step's next
 * visit).
 */
export function lookup(s: Session): Lookup {
  return (pointer) => {
    const callback = /^\/callbacks\/([^/]+)$/.exec(pointer)?.[1];
    if (callback !== undefined) return { $callback: { step: callback, visit: visitOf(s, callback) + 1 } };
    return valueAt({ input: s.input, steps: s.results }, pointer);
  };
}

export const filled = (s: Session, templates: JsonObject): JsonObject => fillAll(templates, lookup(s));

/** Sets what the session shows to the outside. */
export function show(turn: Turn, status: Status, waiting: Session['waiting']): void {
  turn.s.status = status;
  turn.s.waiting = waiting;
  if (isUserAwaited(turn.s)) turn.s.active_at = turn.now - turn.idle;
}

/** The user has been heard of: idle time starts anew. */
export function heard(turn: Turn): void {
  turn.idle = 0;
  turn.s.active_at = turn.now;
}

/** Whether the session waits for its user: the only time that counts as idle. */
export const isUserAwaited = ({ status }: Session): boolean =>
  status === 'SESSION_CREATED' ||
  status === 'AWAITING_STEP' ||
  status === 'AWAITING_UPLOAD' ||
  status === 'AWAITING_USER';

type Order = Pick<CallEffect, 'operation' | 'phase' | 'args'> & {
  step?: string;
  handle?: Json;
  answer?: JsonObject;
  once?: boolean;
  returned?: Json;
  undoes?: string;
  deadline?: Time;
};

/** The idempotency key of a step's call: session, step, visit. */
const callKey = (s: Session, step: string): string => `${s.session_id}/${step}/${visitOf(s, step)}`;

/** Starts an effect. Its id is used once; its key stays the same for the same operation, whoever asks again. */
export function start(turn: Turn, order: Order): string {
  const { s } = turn;
  const step = order.step ?? s.step;
  s.effects += 1;
  const id = `${step}.${visitOf(s, step)}.${s.effects}`;
  const base = order.undoes ?? callKey(s, step);
  const key =
    order.phase === 'call' ? base : `${base}/${order.phase}${REPEATED.has(order.phase) ? `.${s.effects}` : ''}`;
  const visit = visitOf(s, step);
  turn.effects.push({ do: 'call', id, visit, key, ...order, step });
  const once = order.once === undefined ? {} : { once: order.once };
  const handle = order.handle === undefined ? {} : { handle: order.handle };
  s.running.push({ id, step, visit, phase: order.phase, ...once, ...handle, since: turn.now });
  return id;
}

/** Phases that one visit may go through more than once. */
const REPEATED: ReadonlySet<CallEffect['phase']> = new Set(['answer', 'status', 'abort']);

/** Takes a running effect off the list; `undefined` where it is not (any more) awaited. */
export function settle(turn: Turn, id: string): Running | undefined {
  const found = turn.s.running.find((running) => running.id === id);
  turn.s.running = turn.s.running.filter((running) => running.id !== id);
  return found;
}

/** Stops waiting for an effect and tells the engine to cancel it. */
export function abandon(turn: Turn, id: string): void {
  settle(turn, id);
  turn.effects.push({ do: 'cancel', id });
}

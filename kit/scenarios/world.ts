import type { Json, JsonObject } from '../../domain/json';
import { trace, traceBegin } from '../../domain/session/advance';
import { nextAlarm } from '../../domain/session/deadline';
import type { CallEffect, Effect, Event, Untimed } from '../../domain/session/events';
import { NEWEST } from '../../domain/session/flags';
import type { TypedSession } from '../../domain/session/kinds';
import { SENTENCES } from '../../domain/session/platform';
import type { SessionStart } from '../../domain/session/session';
import type { Move } from '../../domain/session/transition';
import type { Graph } from '../../domain/skill/graph';

/**
 * A session at one moment of its life in the kernel, with the event that led there. Nothing of it is ever changed: a
 * search goes on from the same moment in many ways.
 */
export interface Moment {
  session: TypedSession;
  /** ms since the epoch. */
  now: number;
  /** The effects whose outcome is awaited, oldest first. */
  running: readonly CallEffect[];
  /** What the last event has started, and the ways that it led the session. */
  started: readonly CallEffect[];
  moves: readonly Move[];
  /** Absent where nothing but time has passed, and at the first one. */
  event?: Untimed;
  before?: Moment;
}

/** When every scenario begins: a Monday morning. Samples of dates are of that year. */
export const BEGINNING = Date.UTC(2026, 0, 5, 9);

/** The first moment of a session. */
export function beginning(graph: Graph, input: JsonObject = {}): Moment {
  const start: SessionStart = {
    session_id: 'scenario',
    client_id: 'scenario',
    tenant: 'scenario',
    title: 'A scenario',
    graph,
    input,
    at: BEGINNING,
    ...NEWEST,
  };
  return beginningOf(start);
}

/** The first moment of a session that was started like this. */
export function beginningOf(start: SessionStart): Moment {
  const { session, effects, moves } = traceBegin(start);
  return { session, now: start.at, running: callsOf(effects), started: callsOf(effects), moves };
}

/** The moment after an event. */
export function send(before: Moment, event: Untimed, now = before.now): Moment {
  const { session, effects, moves } = trace(before.session, { ...event, at: now } as Event);
  const started = callsOf(effects);
  const awaited = new Set(session.running.map(({ id }) => id));
  const running = [...before.running, ...started].filter(({ id }) => awaited.has(id));
  return { session, now, running, started, moves, event, before };
}

const callsOf = (effects: Effect[]): CallEffect[] =>
  effects.filter((effect): effect is CallEffect => effect.do === 'call');

/** Deadlines that one span of time may bring about, at most. */
const MOST_DEADLINES = 10_000;

/**
 * Lets time pass, as engine and workflow do: deadlines strike to the millisecond, and a call whose retries are over has
 * failed. `ms`: how long.
 */
export function pass(from: Moment, ms: number): Moment {
  const until = from.now + ms;
  let moment = from;
  for (let count = 0; count < MOST_DEADLINES; count += 1) {
    const next = nextInTime(moment);
    if (!next || next.at > until) break;
    moment = send(moment, next.event, Math.max(next.at, moment.now));
  }
  const { session, running } = moment;
  return { session, running, now: until, started: [], moves: [], before: moment };
}

/** What time alone brings about next, and when. */
export function nextInTime({ session, running }: Moment): { at: number; event: Untimed } | undefined {
  const alarm = nextAlarm(session);
  const due = alarm ? [{ at: alarm.at, event: { type: 'due' } as Untimed }] : [];
  return [...due, ...running.flatMap(givenUp(session))].sort((a, b) => a.at - b.at)[0];
}

/** When a call's retries are over: after its whole time, and a second after the end of its step's. */
const givenUp =
  (session: TypedSession) =>
  ({ id, operation, deadline }: CallEffect): { at: number; event: Untimed }[] => {
    const since = session.running.find((running) => running.id === id)?.since as number;
    const bounds = [
      ...(operation.total > 0 ? [since + operation.total] : []),
      ...(deadline === undefined ? [] : [Math.max(deadline, since) + 1_000]),
    ];
    if (bounds.length === 0) return [];
    const message = SENTENCES.uncertain as string;
    return [
      { at: Math.min(...bounds), event: { type: 'failed', effect: id, code: 'error', message, uncertain: true } },
    ];
  };

/** A session's moments, the first one first. */
export function moments(last: Moment): Moment[] {
  const all: Moment[] = [];
  for (let moment: Moment | undefined = last; moment; moment = moment.before) all.push(moment);
  return all.reverse();
}

export const isOver = ({ session }: Moment): boolean => session.waiting.kind === 'closed';

/** Every way that a session has taken. */
export const movesOf = (last: Moment): Move[] => moments(last).flatMap(({ moves }) => moves);

/** A value that the kernel takes for sealed, and that the runner can open: `seal` of the platform in clear. */
export const sealed = (value: Json, isShown = false): JsonObject => ({
  $sealed: `${isShown ? 's1' : 'v1'}.${Buffer.from(JSON.stringify(value)).toString('base64url')}`,
});

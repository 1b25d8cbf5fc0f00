import fc from 'fast-check';
import { trace, traceBegin } from '../../domain/session/advance';
import { nextAlarm } from '../../domain/session/deadline';
import type { CallEffect, Effect, Event, Untimed } from '../../domain/session/events';
import type { TypedSession } from '../../domain/session/kinds';
import { isClosed, type Untold } from '../../domain/session/session';
import { afterTermination } from '../../domain/session/terminated';
import { tell } from '../../domain/session/told';
import { view } from '../../domain/session/view';
import type { Graph } from '../../domain/skill/graph';
import { freeze, start } from './drive';
import { eventOf, type Move, moves, timeOf } from './events';
import { graphs } from './graphs';

/** What a tenant is told of a session, beside what it would see by looking at it after each event. */
class Told {
  session: TypedSession;
  now: number;
  readonly events: Untold[] = [];
  /** By transition: what the tenant sees then, and the events of it. */
  readonly looks: { status: string; step?: string; told: Untold[] }[] = [];
  readonly calls: CallEffect[] = [];
  readonly past: Untimed[] = [];

  constructor(graph: Graph) {
    const first = start(freeze(graph), { input: { reference: 'ref' } });
    this.now = first.at;
    const { session, effects, moves: ways } = traceBegin(first);
    this.session = session;
    this.look(undefined, session, ways, effects);
  }

  private look(
    before: TypedSession | undefined,
    after: TypedSession,
    ways: never[] | object[],
    effects: Effect[],
  ): void {
    const [session, told] = tell(before, after, ways as never, this.now);
    this.session = freeze(session);
    this.events.push(...told);
    this.calls.push(...effects.filter((effect): effect is CallEffect => effect.do === 'call'));
    const { status, next } = view(session);
    this.looks.push({ status, told, ...('step' in next ? { step: next.step } : {}) });
  }

  send(untimed: Untimed): void {
    const before = this.session;
    const { session, effects, moves: ways } = trace(before, { ...untimed, at: this.now } as Event);
    this.past.push(untimed);
    this.look(before, session, ways, effects);
  }

  terminate(): void {
    const [session, effects] = afterTermination(this.session, this.now);
    this.look(this.session, session, [], effects);
  }
}

function live(graph: Graph, plan: Move[]): Told {
  const told = new Told(graph);
  for (const move of plan) {
    told.now = timeOf(move, told.session, told.now);
    const event = eventOf(move, told.session, told.calls, told.past);
    if (event) told.send(event);
  }
  return told;
}

const ENDS = new Set(['completed', 'rejected', 'cancelled', 'expired', 'failed'].map((end) => `session.${end}`));
const typesOf = (events: Untold[]): string[] => events.map(({ type }) => type);
const RUNS = { numRuns: 300 };

describe('What a tenant is told of a session, whatever happens to it', () => {
  test('is numbered without a gap, begins with its creation, and has no second one', () => {
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const { events } = live(graph, plan);
        expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
        expect(typesOf(events).lastIndexOf('session.created')).toBe(0);
      }),
      RUNS,
    );
  });

  test('has an end exactly where the tenant sees one, of the same name, and nothing after it', () => {
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const { events, looks } = live(graph, plan);
        const ends = events.flatMap(({ type }, index) => (ENDS.has(type) ? [[type, index]] : []));
        const status = looks.at(-1)?.status ?? '';
        expect(ends).toEqual(isClosed(status) ? [[`session.${status.toLowerCase()}`, events.length - 1]] : []);
      }),
      RUNS,
    );
  });

  test('has each wait that the tenant sees begin, with its status and step, in the order in which it sees them', () => {
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const { looks } = live(graph, plan);
        let seen = '';
        for (const { status, step, told } of looks) {
          const now = JSON.stringify([status, step]);
          expect(told.every(({ data }) => data.status === status)).toBe(true);
          const isWait = !isClosed(status) && status !== 'PROCESSING';
          if (isWait && now !== seen) expect(told.at(-1)?.data).toMatchObject({ status, step });
          if (told.some(({ type }) => type === 'session.waiting')) expect(told.at(-1)?.data.step).toBe(step);
          seen = now;
        }
      }),
      RUNS,
    );
  });

  test('names steps, codes and ids, and nothing that anybody has submitted or a bank has answered', () => {
    const members = new Set(
      'session_id skill status reference step event number credentials_id reason_code'.split(' '),
    );
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const { events, session } = live(graph, plan);
        const reminders = Object.values(session.graph.nodes).flatMap((node) =>
          'notify' in node && node.notify ? node.notify.map(({ event }) => event) : [],
        );
        const known = new Set<unknown>([
          ...['ses', 'ref', session.graph.skill, session.credentials_id],
          ...Object.keys(graph.nodes),
          ...reminders,
        ]);
        for (const { data } of events) {
          for (const [name, value] of Object.entries(data)) {
            expect(members).toContain(name);
            const isCode = name === 'status' || name === 'reason_code' ? /^[A-Za-z_.]+$/.test(String(value)) : false;
            if (!isCode && name !== 'number') expect(known).toContain(value);
          }
        }
      }),
      RUNS,
    );
  });

  test('goes on where its run was terminated and is followed up: it has failed, unless its end was told before', () => {
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const told = live(graph, plan);
        const before = told.events.length;
        const wasOver = isClosed(told.session.status);
        const wasDecided = told.session.ending !== undefined;
        told.terminate();
        const more = typesOf(told.events.slice(before));
        if (wasOver) expect(more).toEqual([]);
        else if (!wasDecided) expect(more).toEqual(['session.failed']);
        expect(told.events.map(({ number }) => number)).toEqual(told.events.map((_, index) => index + 1));
      }),
      RUNS,
    );
  });

  test('has every reminder that is given, once', () => {
    fc.assert(
      fc.property(graphs, moves, (graph, plan) => {
        const told = live(graph, plan);
        const alarm = nextAlarm(told.session);
        if (alarm) {
          told.now = Math.max(told.now, alarm.at);
          told.send({ type: 'due' });
        }
        const numbers = told.events.flatMap(({ type, data }) => (type === 'session.reminder' ? [data.number] : []));
        const last = told.session.reminders?.at(-1)?.number ?? 0;
        expect(numbers).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      }),
      RUNS,
    );
  });
});

import fc from 'fast-check';
import { nextAlarm } from '../../domain/session/deadline';
import { NEWEST, type RecordedFlags } from '../../domain/session/flags';
import type { Graph } from '../../domain/skill/graph';
import { eventOf, type Move, moves, timeOf } from './events';
import { graphs } from './graphs';
import { InvariantChecker, must } from './invariants';

/** Runs a session through random moves; the checker fails where an invariant is broken. */
function live(graph: Graph, plan: Move[], flags: RecordedFlags): InvariantChecker {
  const checker = new InvariantChecker(graph, flags);
  for (const move of plan) {
    checker.now = timeOf(move, checker.session, checker.now);
    const event = eventOf(move, checker.session, checker.calls, checker.past);
    if (event) checker.send(event);
  }
  return checker;
}

const RUNS = { numRuns: 400 };
/** A session as it begins now, or as one that began before any flag was there. */
const flags = fc.constantFrom<RecordedFlags>(NEWEST, {});
const inputs = [graphs, moves, flags] as const;

describe('Whatever happens, in whatever order, as often and as late as it may', () => {
  test('every promise is kept: nothing lost, nothing twice, nothing changed in place, nothing after the end', () => {
    fc.assert(
      fc.property(...inputs, (graph, plan, flagged) => void live(graph, plan, flagged)),
      RUNS,
    );
  });

  test('time alone brings every session to its end, or to a call that can’t be taken back', () => {
    fc.assert(
      fc.property(...inputs, (graph, plan, flagged) => {
        const checker = live(graph, plan, flagged);
        for (let alarms = 0; ; alarms++) {
          const alarm = nextAlarm(checker.session);
          if (!alarm) break;
          must(alarms < 2_000, 'alarms come to an end');
          checker.now = Math.max(checker.now, alarm.at);
          checker.send({ type: 'due' });
        }
        const { ending, deferred } = checker.session;
        must(ending !== undefined || deferred === 'expired', 'time ends a session');
      }),
      { numRuns: 150 },
    );
  });

  test('a session that is cancelled comes to its close once the other side has answered, and all that is owed is undone', () => {
    fc.assert(
      fc.property(...inputs, fc.infiniteStream(fc.nat(7)), (graph, plan, flagged, choices) => {
        const checker = live(graph, plan, flagged);
        checker.send({ type: 'cancelled' });
        for (let answers = 0; checker.session.waiting.kind !== 'closed' && answers < 300; answers++) {
          const choice = choices.next().value as number;
          const act =
            choice === 7
              ? { act: 'fail' as const, which: 0, code: 0, uncertain: true }
              : { act: 'return' as const, which: 0, result: choice };
          const event =
            checker.session.running.length > 0 && eventOf({ ...act, after: 0 }, checker.session, checker.calls, []);
          checker.now = Math.max(checker.now, nextAlarm(checker.session)?.at ?? 0);
          checker.send(event || { type: 'due' });
        }
        must(checker.session.waiting.kind === 'closed', 'a cancelled session is closed');
      }),
      { numRuns: 150 },
    );
  });
});

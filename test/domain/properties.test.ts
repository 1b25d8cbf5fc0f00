import fc from 'fast-check';
import { nextDeadline } from '../../domain/session/deadline';
import type { Graph } from '../../domain/skill/graph';
import { eventOf, type Move, moves, timeOf } from './events';
import { graphs } from './graphs';
import { must, Witness } from './invariants';

/** Whatever the order, repetition and timing: the witness sees every promise kept. */
function live(graph: Graph, plan: Move[]): Witness {
  const witness = new Witness(graph);
  for (const move of plan) {
    witness.now = timeOf(move, witness.session, witness.now);
    const event = eventOf(move, witness.session, witness.calls, witness.past);
    if (event) witness.tell(event);
  }
  return witness;
}

const RUNS = { numRuns: 400 };
const world = [graphs, moves] as const;

describe('Whatever happens, in whatever order, as often and as late as it may', () => {
  test('every promise is kept: nothing lost, nothing twice, nothing changed in place, nothing after the end', () => {
    fc.assert(
      fc.property(...world, (graph, plan) => void live(graph, plan)),
      RUNS,
    );
  });

  test('time alone brings every session to its end, or to a call that can’t be taken back', () => {
    fc.assert(
      fc.property(...world, (graph, plan) => {
        const witness = live(graph, plan);
        for (let alarms = 0; ; alarms++) {
          const deadline = nextDeadline(witness.session);
          if (!deadline) break;
          must(alarms < 2_000, 'alarms come to an end');
          witness.now = Math.max(witness.now, deadline.at);
          witness.tell({ type: 'due' });
        }
        const { ending, deferred } = witness.session;
        must(ending !== undefined || deferred === 'expired', 'time ends a session');
      }),
      { numRuns: 150 },
    );
  });

  test('a session that is cancelled comes to its close once the other side has answered, and all that is owed is undone', () => {
    fc.assert(
      fc.property(...world, fc.infiniteStream(fc.nat(7)), (graph, plan, choices) => {
        const witness = live(graph, plan);
        witness.tell({ type: 'cancelled' });
        for (let answers = 0; witness.session.waiting.kind !== 'closed' && answers < 300; answers++) {
          const choice = choices.next().value as number;
          const act =
            choice === 7
              ? { act: 'fail' as const, which: 0, code: 0, uncertain: true }
              : { act: 'return' as const, which: 0, result: choice };
          const event =
            witness.session.running.length > 0 && eventOf({ ...act, after: 0 }, witness.session, witness.calls, []);
          witness.now = Math.max(witness.now, nextDeadline(witness.session)?.at ?? 0);
          witness.tell(event || { type: 'due' });
        }
        must(witness.session.waiting.kind === 'closed', 'a cancelled session is closed');
      }),
      { numRuns: 150 },
    );
  });
});

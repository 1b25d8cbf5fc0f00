import fc from 'fast-check';
import { advance } from '../../domain/session/advance';
import type { CallEffect, Effect, Event } from '../../domain/session/events';
import type { TypedSession } from '../../domain/session/kinds';
import { afterTermination, terminatedView } from '../../domain/session/terminated';
import { view } from '../../domain/session/view';
import { Drive } from './drive';
import { eventOf, moves, timeOf } from './events';
import { ask, graphOf, START } from './fixture';
import { graphs } from './graphs';
import { InvariantChecker } from './invariants';

const hold = {
  call: 'toy.hold',
  with: { amount: '1' },
  compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
  next: 'form',
};
const graph = graphOf({ hold, form: ask('done') });
const standing = () => new Drive(graph).yields({ hold_id: 'h-1' });
const taken = ({ session }: Drive) => afterTermination(session, START + 1);
const keys = (effects: Effect[]) => effects.map((effect) => (effect as CallEffect).key);

describe('A session that somebody has terminated', () => {
  test('is shown as failed, with nothing next and the reason', () => {
    const shown = terminatedView(standing().view(), START + 5);
    expect(shown).toMatchObject({ status: 'FAILED', next: { kind: 'none' }, reason: { code: 'terminated' } });
    expect(shown.phases.at(-1)).toEqual({ status: 'FAILED', step: 'form', at: START + 5 });
  });

  test('keeps an end that was shown before', () => {
    const completed = standing().submit().settle().view();
    expect(terminatedView(completed, START)).toEqual(completed);
  });

  test('is followed up by undoing what it owed, under the same key, and stays failed', () => {
    const [session, effects] = taken(standing());
    expect(effects).toMatchObject([{ phase: 'undo', key: 'ses/hold/1/undo', args: { hold_id: 'h-1' } }]);
    expect(view(session)).toMatchObject({ status: 'FAILED', reason: { code: 'terminated' } });
  });

  test('has its call in flight undone, for it may have happened', () => {
    expect(keys(taken(new Drive(graph))[1])).toEqual(['ses/hold/1/undo']);
  });

  test('has an undo in flight carried out again', () => {
    const [session, effects] = taken(standing().cancel());
    expect(keys(effects)).toEqual(['ses/hold/1/undo']);
    expect(session.ending?.as).toBe('CANCELLED');
  });

  test('has its credentials stored if it had come to its good end', () => {
    const [session, effects] = taken(standing().submit());
    expect(keys(effects)).toEqual(['ses/done/0/finish']);
    expect(session.ending?.as).toBe('COMPLETED');
  });

  test('that was over owes nothing', () => {
    const { session } = standing().submit().settle();
    expect(afterTermination(session, START)).toEqual([session, []]);
  });

  test('comes to its close whatever it was at, with nothing owed any more', () => {
    fc.assert(
      fc.property(graphs, moves, (any, plan) => {
        const checker = new InvariantChecker(any);
        for (const move of plan) {
          checker.now = timeOf(move, checker.session, checker.now);
          const event = eventOf(move, checker.session, checker.calls, checker.past);
          if (event) checker.send(event);
        }
        let [session] = afterTermination(checker.session, checker.now) as [TypedSession, Effect[]];
        for (let answers = 0; session.waiting.kind !== 'closed' && answers < 300; answers++) {
          const running = session.running[0] as { id: string };
          const event: Event = { type: 'returned', effect: running.id, result: {}, at: checker.now };
          [session] = advance(session, event);
        }
        expect(session).toMatchObject({ waiting: { kind: 'closed' }, undo: [], running: [] });
      }),
      { numRuns: 300 },
    );
  });
});

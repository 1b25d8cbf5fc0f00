import fc from 'fast-check';
import type { SessionView } from '../../domain/session/session';
import { createPollTiming, waitOf } from '../../service/engine/query-timing';

const bank = (step: string, digest = 'd1') => ({ digest, next: { kind: 'wait', step, for: 'bank' } }) as SessionView;

describe('When to look whether a wait is over', () => {
  test('is learnt, so that most waits are over when they are first looked at, and not for long', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 150 }),
        fc.array(fc.double({ min: 0.5, max: 1.5, noNaN: true }), { minLength: 400, maxLength: 400 }),
        (typical, spread) => {
          const timing = createPollTiming();
          const looks = spread.map((factor) => {
            const look = timing.first('quote');
            const isOver = look >= typical * factor;
            timing.learn('quote', isOver);
            return { look, isOver };
          });
          const learnt = looks.slice(200);
          const over = learnt.filter(({ isOver }) => isOver).length / learnt.length;
          expect(over).toBeGreaterThan(0.55);
          expect(over).toBeLessThan(0.8);
        },
      ),
    );
  });

  test('is never so soon that it would be asked without a pause, nor so late that a user would notice', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (outcomes) => {
        const timing = createPollTiming();
        for (const isOver of outcomes) timing.learn('quote', isOver);
        expect(timing.first('quote')).toBeGreaterThanOrEqual(5);
        expect(timing.first('quote')).toBeLessThanOrEqual(250);
      }),
    );
  });

  test('is learnt for each step of each definition, and for the bank’s part alone', () => {
    const timing = createPollTiming();
    timing.learn(waitOf(bank('quote')) as string, false);
    expect(timing.first(waitOf(bank('quote')) as string)).toBeGreaterThan(30);
    expect(timing.first(waitOf(bank('hold')) as string)).toBe(30);
    expect(timing.first(waitOf(bank('quote', 'd2')) as string)).toBe(30);
    expect(
      waitOf({ digest: 'd1', next: { kind: 'wait', step: 'review', for: 'review' } } as SessionView),
    ).toBeUndefined();
    expect(waitOf({ digest: 'd1', next: { kind: 'none' } } as SessionView)).toBeUndefined();
  });
});

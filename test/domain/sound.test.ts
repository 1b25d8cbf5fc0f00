import fc from 'fast-check';
import { live } from './sound-run';
import { graphOfSound, soundDefinitions, yieldOf } from './sound-skills';

const choices = fc.array(fc.nat(1_000), { minLength: 4, maxLength: 60, size: 'max' });
/** Of a user who leaves soon: whether the session comes to an end by itself. */
const few = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 5 });

/**
 * Lives as many sessions of documents that the check lets pass, but for one of its codes; the broken promise, if any.
 */
function broken(off: string, plans = choices): string | undefined {
  const result = fc.check(
    fc.property(soundDefinitions(off), plans, (definition, plan) => void live(graphOfSound(definition), plan)),
    { numRuns: 3_000, seed: 17, endOnFailure: true },
  );
  return result.failed ? String((result.errorInstance as Error)?.message) : undefined;
}

describe('A random document that passes the check', () => {
  test('runs so that nothing wedges, everything ends, nothing is missing, nothing is left behind', () => {
    fc.assert(
      fc.property(
        soundDefinitions(),
        fc.oneof(choices, few),
        (definition, plan) => void live(graphOfSound(definition), plan),
      ),
      { numRuns: 150 },
    );
  });

  test('is found in most draws, so the property is about many', () => {
    expect(yieldOf(300, 17)).toBeGreaterThan(0.6);
  });

  test.each<[string, string | RegExp, typeof choices?]>([
    // The kernel doesn't let the same step commit twice: such a session fails, though it has committed.
    ['commit_repeated', /a session commits once|what is committed ends well/],
    ['end_after_commit', 'what is committed ends well'],
    ['wait_after_commit', 'no user is awaited behind a commit'],
    ['callback_missing', 'an event is awaited of somebody who has its address'],
    ['loop_unattended', 'no safety net has to end a session', few],
    ['pointer_unassigned', /what is (read|shown) is there/],
  ])('would break a promise without %s', (code, promise, plans = choices) => {
    expect(broken(code, plans)).toMatch(promise);
  });
});

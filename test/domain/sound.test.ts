import fc from 'fast-check';
import { live } from './sound-run';
import { graphOfSound, soundDefinitions, yieldOf } from './sound-skills';

const choices = fc.array(fc.nat(1_000), { minLength: 25, maxLength: 60, size: 'max' });
/** Lives as many sessions of documents that the check lets pass, but for one of its codes; the broken promise, if any. */
function broken(off: string | undefined, numRuns: number): string | undefined {
  const result = fc.check(
    fc.property(soundDefinitions(off), choices, (definition, plan) => void live(graphOfSound(definition), plan)),
    { numRuns, seed: 17, endOnFailure: true },
  );
  return result.failed ? String((result.errorInstance as Error)?.message) : undefined;
}

describe('A random document that passes the check', () => {
  test('runs so that nothing wedges, everything ends, nothing is missing, nothing is left behind', () => {
    fc.assert(
      fc.property(soundDefinitions(), choices, (definition, plan) => void live(graphOfSound(definition), plan)),
      { numRuns: 300 },
    );
  });

  test('is found in most draws, so the property is about many', () => {
    expect(yieldOf(300, 17)).toBeGreaterThan(0.6);
  });

  test.each([
    // The kernel doesn't let it: the session fails, though it has committed.
    ['commit_repeated', 'what is committed ends well'],
    ['end_after_commit', 'what is committed ends well'],
    ['wait_after_commit', 'no user is awaited behind a commit'],
    ['callback_missing', 'an event is awaited of somebody who has its address'],
    ['loop_unattended', 'no safety net has to end a session'],
    ['pointer_unassigned', /what is (read|shown) is there/],
  ])('would break a promise without %s', (code, promise) => {
    expect(broken(code, 3_000)).toMatch(promise);
  });
});

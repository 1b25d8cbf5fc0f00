import type { Operation } from '../../bench/arms/arm';
import { requestsFor, writesOf } from '../../bench/measures/writes';
import { openPlace, type Place } from '../../bench/place';
import type { Kind } from '../../bench/skills';

/** Each is done so many times, so that what the engine does on its own account does not round up to a write. */
const TIMES = 10;

describe('What a session makes the engine write', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace({ arms: ['us', 'floor'], say: () => {} });
  });
  afterAll(() => place.close());

  const writes = async (arm: 'us' | 'floor', kind: Kind, operation: Operation) => {
    const counted = writesOf(await requestsFor(place, place.arms.get(arm) ?? place.us, kind, operation, TIMES));
    return { writes: Math.round(counted.writes), visibility: Math.round(counted.visibility) };
  };

  test('is for an accepted step what a bare workflow with a signal writes, and nothing in the list of sessions', async () => {
    const floor = await writes('floor', 'talk', 'step');
    expect(floor).toEqual({ writes: 3, visibility: 0 });
    expect(await writes('us', 'talk', 'step')).toEqual(floor);
  });

  test('is for a step with a call to the bank what a bare workflow with an activity writes', async () => {
    const floor = await writes('floor', 'quote', 'call');
    expect(floor).toEqual({ writes: 7, visibility: 0 });
    expect(await writes('us', 'quote', 'call')).toEqual(floor);
  });

  test.each(['refused', 'read'] as const)('is nothing for a submission or look that changes nothing: %s', async (operation) => {
    expect(await writes('us', 'talk', operation)).toEqual({ writes: 0, visibility: 0 });
  });
});

import type { Operation } from '../../bench/arms/arm';
import { settledRequests } from '../../bench/engine-metrics';
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

  test('is not preceded by a look for which search attributes there are', async () => {
    const looks = async () => {
      const answer = await fetch(String(place.metricsUrl));
      const lines = (await answer.text())
        .split('\n')
        .filter((line) => /^persistence_requests\{.*"GetCurrentClusterMetadata"/.test(line));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    const count = TIMES * 5;
    const before = await looks();
    for (let i = 0; i < count; i += 1) await place.us.begin('talk');
    await settledRequests(String(place.metricsUrl), String(place.stack.env.TEMPORAL_NAMESPACE));
    // It looks now and then by itself; it looked six times for each.
    expect((await looks()) - before).toBeLessThan(count);
  });

  test.each(['refused', 'read'] as const)(
    'is nothing for a submission or look that changes nothing: %s',
    async (operation) => {
      expect(await writes('us', 'talk', operation)).toEqual({ writes: 0, visibility: 0 });
    },
  );
});

import * as messages from '../../workflows/messages';
import { skippingTime, toReview } from './harness';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('On the engine, a sandbox session whose time is skipped', () => {
  const place = skippingTime();
  const operations = () => place.harness.calls.map(({ phase, step }) => `${step}:${phase}`);

  test('is rejected after five days without a word of the review, and the hold is released', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await session.handle.signal(messages.skipTime, { by: 5 * DAY - MINUTE });
    expect(await session.view()).toMatchObject({ status: 'PROCESSING', skipped: 5 * DAY - MINUTE });
    await session.handle.signal(messages.skipTime, { by: 2 * MINUTE });
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED', reason: { code: 'timeout' } });
    expect(operations().slice(-2)).toEqual(['hold:undo', 'rejected:discard']);
  });

  test('says to what it calls by how much it is ahead, and nothing where it is not', async () => {
    const session = await place.harness.open();
    await toReview(session);
    expect(place.harness.calls.every((call) => !('skipped' in call))).toBe(true);
    await session.handle.signal(messages.skipTime, { by: 5 * DAY + MINUTE });
    await session.handle.result();
    const undo = place.harness.calls.find(({ phase }) => phase === 'undo');
    // The step's own time is up on the way: that much was skipped, but for the moments that passed by themselves.
    expect(undo?.skipped).toBeGreaterThan(5 * DAY - MINUTE);
    expect(undo?.skipped).toBeLessThanOrEqual(5 * DAY);
  });

  test('keeps its timer in step: what is left passes by itself', async () => {
    const session = await place.harness.open();
    await session.handle.signal(messages.skipTime, { by: 2 * DAY - 5 * MINUTE });
    expect(await session.view()).toMatchObject({ status: 'SESSION_CREATED' });
    await place.env.sleep(6 * MINUTE);
    expect(await session.handle.result()).toMatchObject({ status: 'EXPIRED' });
  });

  test.each([{ by: -1 }, { by: 1.5 }, { by: 'P1D' }, {}])('is not harmed by a skip of %p', async (skip) => {
    const session = await place.harness.open();
    await session.handle.signal(messages.skipTime, skip as never);
    expect((await session.view()).skipped).toBeUndefined();
  });
});

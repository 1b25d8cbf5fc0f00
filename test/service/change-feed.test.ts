import { createChangeFeed } from '../../service/engine/change-feed';

/** A log that is read by a clock of its own; `changes` are what the next read finds. */
function open() {
  const changes: string[] = [];
  let reads = 0;
  let position = 0;
  const log = {
    end: async () => String(position),
    async after() {
      reads += 1;
      const sessions = changes.splice(0);
      return sessions.length === 0 ? [] : [{ position: String(++position), sessions }];
    },
  };
  const heard: string[] = [];
  const feed = createChangeFeed(log as never, Date.now);
  const hearing = feed.listen({ changed: (name) => void heard.push(name), missed: () => void heard.push('missed') });
  /** How often the log is read within so many ms. */
  const readsWithin = async (ms: number) => {
    const before = reads;
    await jest.advanceTimersByTimeAsync(ms);
    return reads - before;
  };
  return { changes, heard, hearing, readsWithin };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('while nothing changes, the log of changes is read five times a second', async () => {
  const { hearing, readsWithin } = open();
  await hearing.opened;
  expect(await readsWithin(1_000)).toBe(5);
  hearing.stop();
});

test('where sessions change often, a change is heard of within a twentieth of a second; silence is cheap again', async () => {
  const { changes, heard, hearing, readsWithin } = open();
  await hearing.opened;
  changes.push('one');
  await readsWithin(200);
  changes.push('two');
  await readsWithin(50);
  expect(heard).toEqual(['one', 'two']);
  expect(await readsWithin(1_000)).toBeGreaterThan(5);
  await readsWithin(2_000);
  expect(await readsWithin(1_000)).toBe(5);
  hearing.stop();
});

test('who has left has nothing read any more', async () => {
  const { hearing, readsWithin } = open();
  await hearing.opened;
  hearing.stop();
  expect(await readsWithin(10_000)).toBe(0);
});

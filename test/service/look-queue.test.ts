import { createLookQueue } from '../../service/engine/look-queue';

/** A minute of looks by a clock of its own; `answers`: whether the engine does. */
function open(answers = true) {
  const asked: string[] = [];
  const wanted = new Set<string>();
  const query = async (id: string) => {
    asked.push(id);
    if (!answers) throw new Error('no worker');
  };
  const looks = createLookQueue(query, (id) => wanted.has(id));
  const follow = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      wanted.add(`s${index}`);
      looks.inTurn(`s${index}`);
    }
  };
  const leave = () => {
    for (const id of wanted) looks.forget(id);
  };
  return { looks, asked, follow, leave };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a change that no worker has told is found within half a minute where few sessions are followed', async () => {
  const { asked, follow, leave } = open();
  follow(3);
  await jest.advanceTimersByTimeAsync(30_000);
  expect([...asked].sort()).toEqual(['s0', 's1', 's2']);
  leave();
});

test('a thousand followed sessions cost the engine ten queries a second, and none waits longer than the others', async () => {
  const { asked, follow, leave } = open();
  follow(1_000);
  await jest.advanceTimersByTimeAsync(100_000);
  expect(asked).toHaveLength(1_000);
  expect(new Set(asked).size).toBe(1_000);
  leave();
});

test('queries that fail are tried again at the same rate, however many there are', async () => {
  const { looks, asked, follow, leave } = open(false);
  follow(1_000);
  for (let index = 0; index < 1_000; index += 1) looks.soon(`s${index}`);
  await jest.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(1_000);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(asked.length - 1_000).toBeLessThanOrEqual(100);
  expect(asked.length).toBeGreaterThan(1_000);
  leave();
});

test('sixteen queries are under way at once, one of each session, and none is forgotten', async () => {
  const running = new Map<string, () => void>();
  let most = 0;
  const asked: string[] = [];
  const looks = createLookQueue(
    (id) =>
      new Promise((resolve) => {
        asked.push(id);
        expect(running.has(id)).toBe(false);
        running.set(id, resolve);
        most = Math.max(most, running.size);
      }),
    () => true,
  );
  for (let index = 0; index < 40; index += 1) looks.soon(`s${index}`);
  looks.soon('s0');
  while (running.size > 0) {
    const [[id, done]] = [...running] as [[string, () => void]];
    running.delete(id);
    done();
    await jest.advanceTimersByTimeAsync(0);
  }
  expect(most).toBe(16);
  expect(asked).toHaveLength(41);
  expect(asked.filter((id) => id === 's0')).toHaveLength(2);
});

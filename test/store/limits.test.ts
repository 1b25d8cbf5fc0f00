import { createStore } from '../../store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.dispose());
const documents = () => fixture.database.collection('limits').find().toArray();

describe('a limit that all processes share', () => {
  test('gives a key its points at once, then says when to come back', () => {
    const limiter = fixture.store.limiter({ points: 3, duration: 60, keyPrefix: 'alone' });
    const answers = Array.from({ length: 6 }, () => limiter.consume('vci_a').ok);
    expect(answers).toEqual([true, true, true, false, false, false]);
    expect(limiter.consume('vci_a')).toEqual({ ok: false, retry_after: 60 });
    expect(limiter.consume('vci_b')).toEqual({ ok: true, remaining: 2 });
  });

  test('counts what other processes used, and stores no key as it is', async () => {
    const options = { points: 10, duration: 60, keyPrefix: 'shared' };
    const [one, other] = [fixture.store.limiter(options), fixture.store.limiter(options)];
    for (let i = 0; i < 7; i += 1) one.consume('192.0.2.1');
    for (let i = 0; i < 6; i += 1) other.consume('192.0.2.1');
    await one.share();
    await other.share();
    expect(other.consume('192.0.2.1')).toMatchObject({ ok: false });
    one.consume('192.0.2.1');
    await one.share();
    expect(one.consume('192.0.2.1')).toMatchObject({ ok: false });
    expect(JSON.stringify(await documents())).not.toContain('192.0.2.1');
  });

  test('writes nothing for a key that is used little', async () => {
    const limiter = fixture.store.limiter({ points: 100, duration: 60, keyPrefix: 'light' });
    for (let i = 0; i < 9; i += 1) limiter.consume('vci_a');
    await limiter.share();
    expect((await documents()).filter(({ key }) => key.startsWith('light'))).toEqual([]);
  });

  test('is forgotten when it has expired', async () => {
    const limiter = fixture.store.limiter({ points: 3, duration: 60, keyPrefix: 'swept' });
    limiter.consume('vci_a');
    await limiter.share();
    const left = async () => (await documents()).filter(({ key }) => key.startsWith('swept')).length;
    await fixture.store.sweep(new Date(Date.now() + 30_000));
    expect(await left()).toBe(1);
    await fixture.store.sweep(new Date(Date.now() + 120_000));
    expect(await left()).toBe(0);
  });

  test('holds in each process while the database is away', async () => {
    const store = createStore({ uri: 'mongodb://127.0.0.1:9/none', keys: fixture.keys });
    const limiter = store.limiter({ points: 2, duration: 60, keyPrefix: 'away' });
    limiter.consume('vci_a');
    await limiter.share();
    limiter.consume('vci_a');
    await limiter.share();
    expect(limiter.consume('vci_a')).toMatchObject({ ok: false });
    await store.close();
  });
});

describe('attempts of one user at a bank', () => {
  test('are counted over processes, and who goes on waits longer', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 4; i += 1) {
      waits.push(await fixture.store.attempts.take('prompt', 'ana', 3));
      waits.push(await other.attempts.take('prompt', 'ana', 3));
    }
    expect(waits.map((wait) => wait === undefined)).toEqual([true, true, true, false, false, false, false, false]);
    expect(waits.at(-1)).toBeLessThanOrEqual(60_000);
    expect(await fixture.store.attempts.take('prompt', 'bob', 3)).toBeUndefined();
    await other.close();
  });

  test('that come at once are counted each', async () => {
    const taken = await Promise.all(Array.from({ length: 15 }, () => fixture.store.attempts.take('prompt', 'eve', 10)));
    expect(taken.filter((wait) => wait === undefined)).toHaveLength(10);
  });

  test('that were none are taken back', async () => {
    for (let i = 0; i < 20; i += 1) {
      expect(await fixture.store.attempts.take('guess', 'dan', 3)).toBeUndefined();
      await fixture.store.attempts.giveBack('guess', 'dan', 3);
    }
  });

  test('go on counting, each process for itself, while the database is away', async () => {
    const store = createStore({ uri: 'mongodb://127.0.0.1:9/none', keys: fixture.keys });
    await expect(store.attempts.take('guess', 'kim', 3)).rejects.toMatchObject({ code: 'database_unavailable' });
    await store.close();
  }, 30_000);

  test('are of whoever the session is of, in other processes too', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    await fixture.store.attempts.remember('session-1', 'ana');
    await fixture.store.attempts.remember('session-1', 'ben');
    expect(await other.attempts.subjectOf('session-1')).toBe('ben');
    await other.attempts.rememberFirst('session-1', 'cem');
    await other.attempts.rememberFirst('session-2', 'cem');
    expect(await other.attempts.subjectOf('session-1')).toBe('ben');
    expect(await other.attempts.subjectOf('session-2')).toBe('cem');
    expect(await other.attempts.subjectOf('session-3')).toBeUndefined();
    await other.close();
  });
});

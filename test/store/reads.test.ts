import { randomUUID } from 'node:crypto';
import { createSealer } from '../../security/seal';
import { createStore } from '../../store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.dispose());

const soon = () => new Date(Date.now() + 60_000);
const sealed = (value: string, aad = 'page') => createSealer(fixture.keys).seal(value, aad);

describe('pages of banks’ lists', () => {
  test('are kept under their id, the first one for good', async () => {
    const { pages } = fixture.store;
    const [id, first] = [`${randomUUID()}/0`, sealed('one')];
    const kept = await Promise.all([pages.keep(id, first, soon()), pages.keep(`${id}x`, first, soon())]);
    expect(kept).toEqual([true, true]);
    expect(await pages.keep(id, sealed('two'), soon())).toBe(false);
    expect(await pages.find(id)).toEqual(first);
  });

  test('are found by another process, lie encrypted, and are gone when their time is over', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    const [id, late] = [`${randomUUID()}/0`, `${randomUUID()}/0`];
    await fixture.store.pages.keep(id, sealed('Miete'), soon());
    await fixture.store.pages.keep(late, sealed('Miete'), new Date(Date.now() - 1));
    expect(await other.pages.find(id)).toBeDefined();
    expect(await other.pages.find(late)).toBeUndefined();
    expect(JSON.stringify(await fixture.database.collection('pages').find().toArray())).not.toContain('Miete');
    await fixture.store.sweep(new Date());
    expect(await fixture.database.collection('pages').countDocuments({ _id: late as never })).toBe(0);
    expect(await fixture.database.collection('pages').countDocuments({ _id: id as never })).toBe(1);
    await other.close();
  });

  test('that are too large are not kept', async () => {
    expect(await fixture.store.pages.keep(randomUUID(), { $sealed: 'x'.repeat(9 * 1024 * 1024) }, soon())).toBe(false);
  });
});

test('what a bank has told is put anew', async () => {
  const { bankNotes } = fixture.store;
  const id = randomUUID();
  expect(await bankNotes.find(id)).toBeUndefined();
  const [one, two] = [sealed('1', id), sealed('2', id)];
  await bankNotes.put(id, one);
  await bankNotes.put(id, two);
  expect(await bankNotes.find(id)).toEqual(two);
});

describe('reads without the user', () => {
  const upTo = (limit: number) => ({ limit, expires_at: soon() });

  test('that come at once from several processes are each counted once, up to the limit', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    const id = randomUUID();
    const read = (n: number) =>
      (n % 2 === 0 ? fixture.store : other).readCounts.add(id, '2026-03-02', 'accounts', upTo(100));
    await Promise.all(Array.from({ length: 16 }, (_, n) => read(n)));
    expect(await other.readCounts.most(id, '2026-03-02', 100)).toBe(16);
    expect(await other.readCounts.most(id, '2026-03-02', 4)).toBe(4);
    for (let n = 0; n < 9; n++) await other.readCounts.add(id, '2026-03-04', 'accounts', upTo(4));
    expect(await fixture.store.readCounts.most(id, '2026-03-04', 100)).toBe(4);
    await other.close();
  });

  test('are counted by list; what is told is the list that was read most, on that day', async () => {
    const { readCounts } = fixture.store;
    const id = randomUUID();
    for (const list of ['accounts', 'accounts', 'transactions/1'])
      await readCounts.add(id, '2026-03-02', list, upTo(4));
    expect(await readCounts.most(id, '2026-03-02', 4)).toBe(2);
    expect(await readCounts.most(id, '2026-03-03', 4)).toBe(0);
  });

  test('are used up until the bank says that they begin anew, as it said last, for every process', async () => {
    const { readCounts } = fixture.store;
    const [id, until] = [randomUUID(), soon()];
    expect(await readCounts.spentUntil(id)).toBeUndefined();
    await readCounts.spend(id, new Date(until.getTime() - 1_000));
    await readCounts.spend(id, until);
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    expect(await other.readCounts.spentUntil(id)).toEqual(until);
    await other.close();
  });
});

import { createStore } from '../../store';
import { CHANGES_KEPT_FOR, changePort } from '../../store/changes';
import { openDatabase } from '../../store/connection';
import type { ChangePort } from '../../store/store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await fixture.dispose();
});

/** Another process's log, by a clock that the test sets. */
async function log(time = { now: Date.now() }): Promise<ChangePort> {
  const database = openDatabase(fixture.uri, async () => undefined);
  open.push(database);
  await database.run(async () => undefined);
  return changePort(database.connection, () => time.now);
}
async function readAll(changes: ChangePort, from: string): Promise<string[]> {
  const all: string[] = [];
  for (let at = from; ; ) {
    const entries = await changes.after(at);
    const last = entries.at(-1);
    if (!last) return all;
    at = last.position;
    all.push(...entries.flatMap(({ sessions }) => sessions));
  }
}

describe('The log of changed sessions', () => {
  test('gives whoever reads on each entry once, in order, whichever process wrote it', async () => {
    const writers = [await log(), await log({ now: Date.now() + 600_000 }), fixture.store.changes];
    const reader = await log();
    const from = await reader.end();
    const written = Array.from({ length: 60 }, (_, n) => `onboarding/c/${n}`);
    await Promise.all(
      writers.map(async (writer, w) => {
        for (let n = w; n < written.length; n += writers.length) await writer.append([String(written[n])]);
      }),
    );
    const heard = await readAll(reader, from);
    expect([...heard].sort()).toEqual([...written].sort());
    expect(await readAll(reader, await reader.end())).toEqual([]);
  });

  test('is trimmed, but its numbers go on: a reader who stayed on misses nothing', async () => {
    const time = { now: Date.now() };
    const [early, late, reader] = [await log(time), await log(time), await log(time)];
    for (let n = 0; n < 5; n += 1) await early.append([`old ${n}`]);
    const from = await reader.end();
    time.now += CHANGES_KEPT_FOR + 1_000;
    await late.append(['new']);
    await early.append(['newer']);
    expect(await readAll(reader, from)).toEqual(['new', 'newer']);
    expect(await fixture.database.collection('changes').countDocuments()).toBeLessThanOrEqual(3);
  });
});

test('a ticket is used up once, whichever processes are shown it', async () => {
  const other = createStore({ uri: fixture.uri, keys: fixture.keys });
  open.push(other);
  const soon = new Date(Date.now() + 60_000);
  const stores = [fixture.store, other, fixture.store, other];
  const spent = await Promise.all(stores.map(({ tickets }) => tickets.spend('ticket-1', soon)));
  expect(spent.filter(Boolean)).toHaveLength(1);
  expect(await other.tickets.spend('ticket-2', soon)).toBe(true);
});

import { randomUUID } from 'node:crypto';
import { createSealer } from '../../security/seal';
import type { DueCheck } from '../../store/store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.dispose());

const at = (time: string) => new Date(`2026-11-28T${time}.000Z`);
const check = (kind: DueCheck['kind'], time: string, more: Partial<DueCheck> = {}): DueCheck => ({
  kind,
  at: at(time),
  credentials_id: randomUUID(),
  client_id: 'vci_shop',
  ...more,
});

describe('The checks of credentials', () => {
  test('are due from their very millisecond on, the oldest of their kind first, until they are removed', async () => {
    const { dueChecks } = fixture.store;
    const [late, early, other] = [
      check('consent', '10:00:01'),
      check('consent', '09:00:00', { said: 'accepted' }),
      check('payment', '08:00:00'),
    ] as [DueCheck, DueCheck, DueCheck];
    for (const one of [late, early, other, check('consent', '10:00:02')]) await dueChecks.add(one);
    expect(await dueChecks.due('consent', new Date(early.at.getTime() - 1), 10)).toEqual([]);
    expect(await dueChecks.due('consent', late.at, 10)).toEqual([early, late]);
    expect(await dueChecks.due('consent', late.at, 1)).toEqual([early]);
    await dueChecks.remove(early);
    expect(await dueChecks.due('consent', late.at, 10)).toEqual([late]);
    expect(await dueChecks.due('payment', late.at, 10)).toEqual([other]);
  });

  test('are added once: one that is there already stays', async () => {
    const { dueChecks } = fixture.store;
    const one = check('payment', '10:00:00', { said: 'accepted' });
    await dueChecks.add(one);
    await dueChecks.add({ ...one, said: 'nothing' });
    expect(await dueChecks.due('payment', at('11:00:00'), 10)).toEqual([one]);
  });
});

test('Credentials that are issued, once or again, are planned for, and are listed by their ids', async () => {
  const { credentials, dueChecks } = fixture.store;
  const issue = async (credentials_id: string) => {
    const session_id = randomUUID();
    const body = createSealer(fixture.keys).seal({ consent_id: 'c' }, session_id);
    const of = { credentials_id, session_id, client_id: 'vci_shop', skill: 's', catalog: 'xyz' };
    await credentials.issue({ ...of, flavour: 'sandbox', body });
  };
  const ids = [randomUUID(), randomUUID(), randomUUID()].toSorted() as [string, string, string];
  for (const id of [...ids, ids[0]]) await issue(id);
  const planned = await dueChecks.due('plan', new Date(), 10);
  expect(new Set(planned.map(({ credentials_id }) => credentials_id))).toEqual(new Set(ids));
  expect((await credentials.page('', 2)).map(({ credentials_id }) => credentials_id)).toEqual(ids.slice(0, 2));
  expect(await credentials.page(ids[1], 2)).toMatchObject([{ credentials_id: ids[2], status: 'active' }]);
});

test('What the watch notes is changed, added once, listed by the beginning of its id, and removed', async () => {
  const { watchNotes } = fixture.store;
  await watchNotes.put('skill/a', '1');
  await watchNotes.put('skill/a', '2');
  expect([await watchNotes.add('stuck/b', '1'), await watchNotes.add('stuck/b', '2')]).toEqual([true, false]);
  await watchNotes.add('stuck/c', '3');
  expect(await watchNotes.find('skill/a')).toBe('2');
  expect(await watchNotes.list('stuck/', '', 10)).toEqual([
    { id: 'stuck/b', value: '1' },
    { id: 'stuck/c', value: '3' },
  ]);
  expect(await watchNotes.list('stuck/', 'stuck/b', 10)).toMatchObject([{ id: 'stuck/c' }]);
  await watchNotes.remove('skill/a');
  expect(await watchNotes.find('skill/a')).toBeUndefined();
});

import { holdCredentials } from '../support/held-credentials';
import { DAY, HOUR, openWatch } from './fixture';

const END = '2027-05-27';

describe('Credentials that end at a day', () => {
  test('are told 14, 7 and 1 days before it is over in UTC, and then as expired: each once', async () => {
    const watch = openWatch();
    const held = await watch.issue({ consent_id: 'c' }, { valid_until: END });
    const seen: string[][] = [];
    for (const at of [
      '2027-05-13T23:59:59.000Z',
      '2027-05-14T00:00:00.000Z',
      '2027-05-21T00:00:00.000Z',
      '2027-05-26T23:59:59.000Z',
      '2027-05-27T00:00:00.000Z',
      '2027-05-27T23:59:59.000Z',
      '2027-05-28T00:00:00.000Z',
      '2027-07-01T00:00:00.000Z',
    ]) {
      watch.time.now = Date.parse(at);
      const before = (await watch.told(held)).length;
      await watch.look();
      await watch.look();
      seen.push((await watch.told(held)).slice(before));
    }
    expect(seen).toEqual([
      [],
      ['credentials.expiring 14'],
      ['credentials.expiring 7'],
      [],
      ['credentials.expiring 1'],
      [],
      ['credentials.expired expired'],
      [],
    ]);
    expect((await watch.events()).map(({ at }) => at)).toEqual([
      '2027-05-13T23:59:59.999Z',
      '2027-05-20T23:59:59.999Z',
      '2027-05-26T23:59:59.999Z',
      '2027-05-27T23:59:59.999Z',
    ]);
  });

  test('are told the warning that holds, where nobody has looked for long, and none that is overtaken', async () => {
    const watch = openWatch();
    const [late, over] = [
      await watch.issue({ consent_id: 'c' }, { valid_until: '2026-12-28' }),
      await watch.issue({ consent_id: 'd' }, { valid_until: '2026-12-20' }),
    ];
    watch.time.now += 25 * DAY;
    await watch.look();
    expect(await watch.told(late)).toEqual(['credentials.expiring 7']);
    expect(await watch.told(over)).toEqual(['credentials.expired expired']);
    watch.time.now += 5 * DAY;
    await watch.look();
    expect(await watch.told(late)).toEqual(['credentials.expiring 7', 'credentials.expiring 1']);
  });

  test('are told at the moment that the bank has named, where it is one', async () => {
    const watch = openWatch();
    const held = await watch.issue({ consent_id: 'c' }, { valid_until: '2026-11-29T12:00:00Z' });
    watch.time.now = Date.parse('2026-11-29T11:59:59Z');
    await watch.look();
    expect(await watch.told(held)).toEqual(['credentials.expiring 1']);
    watch.time.now = Date.parse('2026-11-29T12:00:00Z');
    await watch.look();
    expect(await watch.told(held)).toEqual(['credentials.expiring 1', 'credentials.expired expired']);
  });

  test('are told nothing once they were revoked, and nothing where they never end', async () => {
    const watch = openWatch();
    const revoked = await watch.issue({ consent_id: 'c' }, { valid_until: END });
    const endless = await watch.issue({ deposit_id: 'd' });
    await watch.look();
    await watch.deps.store.credentials.setStatus(revoked.credentials_id, 'revoked');
    watch.time.now = Date.parse(END) + 30 * DAY;
    await watch.look();
    expect([await watch.told(revoked), await watch.told(endless)]).toEqual([[], []]);
  });

  test('say until when they are good, and nothing of what they hold', async () => {
    const watch = openWatch();
    const held = await watch.issue({ consent_id: 'secret-1' }, { valid_until: END });
    watch.time.now = Date.parse(END) - 5 * DAY;
    await watch.look();
    const [event] = await watch.events();
    expect(event?.data).toEqual({
      credentials_id: held.credentials_id,
      session_id: held.session_id,
      skill: held.skill,
      status: 'active',
      days_left: 7,
      valid_until: END,
    });
  });
});

describe('Credentials that were issued before there was a watch', () => {
  test('are told what is to come, and not what is past', async () => {
    const watch = openWatch();
    const issue = (valid_until: string) =>
      watch.issue({ consent_id: 'c' }, { valid_until, created_at: new Date(watch.time.now - 170 * DAY) });
    const [soon, past] = [await issue('2026-12-05'), await issue('2026-11-20')];
    for (const check of await watch.deps.store.dueChecks.due('plan', new Date(watch.time.now), 10))
      await watch.deps.store.dueChecks.remove(check);
    await watch.look();
    expect([await watch.told(soon), await watch.told(past)]).toEqual([[], []]);
    watch.time.now = Date.parse('2026-12-05T00:00:00Z');
    await watch.look();
    expect(await watch.told(soon)).toEqual(['credentials.expiring 1']);
  });

  test('are planned for page by page, however many they are', async () => {
    const watch = openWatch();
    for (let n = 0; n < 1_100; n += 1)
      holdCredentials(watch, watch.client_id, { consent_id: 'c' }, { valid_until: '2026-12-05' });
    let looks = 1;
    while ((await watch.look()).isMore) looks += 1;
    expect(looks).toBe(3);
    watch.time.now = Date.parse('2026-12-05T00:00:00Z');
    while ((await watch.look()).isMore);
    const told = (await watch.events()).map(({ data }) => data.credentials_id);
    expect([told.length, new Set(told).size]).toEqual([1_100, 1_100]);
  });

  test('are planned for a day later, too, where a worker of before has issued them', async () => {
    const watch = openWatch();
    await watch.look();
    const held = await watch.issue({ consent_id: 'c' }, { valid_until: '2026-12-05' });
    for (const check of await watch.deps.store.dueChecks.due('plan', new Date(watch.time.now), 10))
      await watch.deps.store.dueChecks.remove(check);
    watch.time.now += DAY;
    await watch.look();
    watch.time.now = Date.parse('2026-12-05T01:00:00Z');
    await watch.look();
    expect(await watch.told(held)).toEqual(['credentials.expiring 1']);
  });
});

describe('A look', () => {
  test('that is killed at any of its writes tells all of it, once, when it is done again', async () => {
    const watch = openWatch();
    const held = [];
    for (let n = 0; n < 6; n += 1) held.push(await watch.issue({ consent_id: 'c' }, { valid_until: '2026-12-10' }));
    const { dueChecks, events } = watch.services.store;
    let writes = 0;
    let killedAt = 0;
    const dying =
      <A extends unknown[]>(write: (...args: A) => Promise<void>) =>
      async (...args: A): Promise<void> => {
        writes += 1;
        if (writes === killedAt) throw new Error('killed');
        if (writes < killedAt || killedAt === 0) await write(...args);
        else throw new Error('killed');
      };
    Object.assign(dueChecks, { add: dying(dueChecks.add), remove: dying(dueChecks.remove) });
    Object.assign(events, { append: dying(events.append) });
    const lookUntilWhole = async () => {
      for (killedAt = 1; ; killedAt += 1) {
        writes = 0;
        await watch.look();
        if (writes < killedAt) return;
      }
    };
    await lookUntilWhole();
    watch.time.now += 5 * DAY + 14 * HOUR;
    await lookUntilWhole();
    for (const each of held) expect(await watch.told(each)).toEqual(['credentials.expiring 7']);
    watch.time.now += 30 * DAY;
    await lookUntilWhole();
    for (const each of held)
      expect(await watch.told(each)).toEqual(['credentials.expiring 7', 'credentials.expired expired']);
  });

  test('ends at once where it is to end', async () => {
    const watch = openWatch();
    await watch.issue({ consent_id: 'c' }, { valid_until: '2026-12-10' });
    const ending = () => {
      throw new DOMException('The worker ends.', 'AbortError');
    };
    await expect(watch.look(ending)).rejects.toMatchObject({ name: 'AbortError' });
    expect(watch.failures).toEqual([]);
  });

  test('goes on where one of the credentials can’t be opened, and where a part can’t be done', async () => {
    const watch = openWatch();
    const broken = await watch.issue({}, { body: { $sealed: 'v1.nonsense' }, valid_until: '2026-12-10' });
    const held = await watch.issue({ consent_id: 'c' }, { valid_until: '2026-12-10' });
    watch.services.store.publications.mark = () => Promise.reject(new TypeError('away'));
    const report = await watch.look();
    expect(report).toMatchObject({ failed: ['skills'], parts: { issued: { checked: 2, failed: 1 } } });
    expect(watch.failures).toEqual(expect.arrayContaining(['plan: SealError', 'skills: TypeError']));
    watch.time.now += 5 * DAY + 14 * HOUR;
    await watch.look();
    expect([await watch.told(held), await watch.told(broken)]).toEqual([['credentials.expiring 7'], []]);
  });
});

import type { ConsentStanding } from '../../../domain/connector';
import { VestibuleError } from '../../../domain/errors';
import type { Credentials } from '../../../store/store';
import { bankSaying, DAY, HOUR, MINUTE, openWatch } from './fixture';

/** A watch over consents, whose banks say what a test lets them say. */
function openConsents(consents = 60) {
  const says = new Map<string, ConsentStanding | VestibuleError>();
  const asked: string[] = [];
  const watch = openWatch({
    ...bankSaying({
      facts: () => ({ name: 'generic', zone: 'UTC', confirmed_for: 180, says_status: true }),
      status: async ({ consent_id }) => {
        asked.push(String(consent_id));
        const said = says.get(String(consent_id)) ?? 'active';
        if (said instanceof VestibuleError) throw said;
        return said;
      },
    }),
    settings: { consents },
  });
  return { says, asked, watch };
}
const error = (code: 'bank_unavailable' | 'bank_refused' | 'bank_rate_limited') => new VestibuleError(code, 'No.');

describe('A consent', () => {
  test('is asked after at its bank once a day, at the time of day of its session', async () => {
    const { asked, watch } = openConsents();
    await watch.issue({ consent_id: 'c' });
    const began = watch.time.now;
    const at: number[] = [];
    for (; watch.time.now < began + 3 * DAY + HOUR; watch.time.now += 10 * MINUTE) {
      const before = asked.length;
      await watch.look();
      if (asked.length > before) at.push(watch.time.now - began);
    }
    expect(at).toEqual([DAY, 2 * DAY, 3 * DAY]);
  });

  test.each<[ConsentStanding, string[]]>([
    ['withdrawn', ['consent.withdrawn revoked', 'credentials.revoked revoked']],
    ['revoked', ['credentials.revoked revoked']],
    ['expired', ['credentials.expired expired']],
  ])('that is %s at the bank ends its credentials, which is told once', async (standing, told) => {
    const { says, asked, watch } = openConsents();
    const held = await watch.issue({ consent_id: 'c' });
    says.set('c', standing);
    await watch.look();
    for (let day = 0; day < 3; day += 1) {
      watch.time.now += DAY;
      await watch.look();
    }
    expect(await watch.told(held)).toEqual(told);
    expect(asked).toEqual(['c']);
    const stored = watch.memory.credentials.get(held.credentials_id) as Credentials;
    expect(stored.status).toBe(standing === 'expired' ? 'expired' : 'revoked');
  });

  test('whose bank won’t say how it stands is as it was, and asked after the next day', async () => {
    const { says, asked, watch } = openConsents();
    const held = await watch.issue({ consent_id: 'c' });
    says.set('c', error('bank_refused'));
    await watch.look();
    watch.time.now += DAY;
    await watch.look();
    watch.time.now += HOUR;
    await watch.look();
    expect([asked.length, await watch.told(held)]).toEqual([1, []]);
    watch.time.now += DAY;
    await watch.look();
    expect(asked).toHaveLength(2);
  });

  test('is asked after no more once it has run out here', async () => {
    const { asked, watch } = openConsents();
    await watch.issue({ consent_id: 'c' }, { valid_until: '2026-11-28T12:00:00Z' });
    await watch.look();
    watch.time.now += 2 * DAY;
    await watch.look();
    expect(asked).toEqual([]);
  });
});

describe('Banks', () => {
  const many = async (watch: ReturnType<typeof openWatch>, bank: string, count: number) => {
    for (let n = 0; n < count; n += 1) await watch.issue({ consent_id: `${bank}-${n}`, bank });
    await watch.look();
  };

  test.each(['bank_unavailable', 'bank_rate_limited'] as const)(
    'that are down (%s) are left alone for the rest of a look and an hour, and others are asked',
    async (code) => {
      const { says, asked, watch } = openConsents();
      for (let n = 0; n < 12; n += 1) says.set(`down-${n}`, error(code));
      await many(watch, 'down', 12);
      await many(watch, 'up', 3);
      watch.time.now += DAY;
      await watch.look();
      const ofDown = asked.filter((id) => id.startsWith('down')).length;
      expect(ofDown).toBeLessThanOrEqual(4);
      expect(asked.filter((id) => id.startsWith('up'))).toHaveLength(3);
      says.clear();
      watch.time.now += HOUR;
      await watch.look();
      expect(asked.filter((id) => id.startsWith('down')).length).toBe(ofDown + 12);
    },
  );

  test('are asked as often in a look as the setting says, and one of them half as often', async () => {
    const { asked, watch } = openConsents(10);
    await many(watch, 'one', 30);
    watch.time.now += DAY;
    await watch.look();
    expect(asked).toHaveLength(5);
    for (let hour = 0; hour < 3; hour += 1) {
      for (let n = 0; n < 3; n += 1) await watch.look();
      watch.time.now += HOUR;
    }
    expect(new Set(asked).size).toBe(30);
    expect(asked).toHaveLength(30);
  });

  test('are asked nothing where that is switched off', async () => {
    const { asked, watch } = openConsents(0);
    await many(watch, 'one', 3);
    watch.time.now += 3 * DAY;
    await watch.look();
    expect(asked).toEqual([]);
  });
});

import type { Tenant } from '../../../store/store';
import { HOUR, MINUTE, openWatch } from './fixture';

const by = { servicer: 'acme', key: 'ci' };
const proof = { waiver: { reason: 'a test' } };

/** A watch over skills that one servicer publishes and some tenants have registered. */
function openSkills() {
  const watch = openWatch();
  const { deps, memory, time } = watch;
  const { publications, events } = deps.store;
  return {
    ...watch,
    async publish(skill: string) {
      await publications.create({ skill, digest: `digest of ${skill}`, document: '{}', texts: {}, proof, by });
      Object.assign(memory.publications.get(skill) as object, { published_at: new Date(time.now) });
    },
    retire: (skill: string, undo = false) =>
      publications.setRetired(skill, undo ? undefined : { by, at: new Date(time.now) }),
    shop: (skills: string[], more: Partial<Tenant> = {}) => watch.tenant({ skills, ...more }),
    heard: async ({ client_id }: { client_id: string }) =>
      (await events.after(client_id, '', 100)).map(({ type, data }) => `${type} ${data.skill}`),
  };
}
const OLD = 'xyz_aisp_sbx_#1.0';
const NEW = 'xyz_aisp_sbx_#1.1';

describe('A skill that is published', () => {
  test('is told to the tenants that have registered another version or its twin, once, and to nobody else', async () => {
    const { publish, shop, heard, look } = openSkills();
    const live = { flavour: 'production' } as const;
    const [user, other, producer, sandboxed] = [shop([OLD]), shop(['xyz_sbx_#3.0']), shop([OLD], live), shop([OLD])];
    await look();
    await publish(NEW);
    await look();
    await look();
    expect(await heard(user)).toEqual([`skill.published ${NEW}`]);
    expect(await heard(other)).toEqual([]);
    await publish('xyz_aisp_#1.1');
    await look();
    expect(await heard(producer)).toEqual([`skill.published ${NEW}`, 'skill.published xyz_aisp_#1.1']);
    expect(await heard(sandboxed)).toEqual([`skill.published ${NEW}`]);
  });

  test('is told though whoever published it died before others heard of it', async () => {
    const { publish, shop, heard, look, deps, time } = openSkills();
    const user = shop([OLD]);
    await look();
    const mark = await deps.store.publications.mark();
    await publish(NEW);
    deps.store.publications.mark = async () => mark;
    await look();
    expect(await heard(user)).toEqual([]);
    time.now += 10 * MINUTE;
    await look();
    expect(await heard(user)).toEqual([`skill.published ${NEW}`]);
  });

  test('before there was a watch is no news', async () => {
    const { publish, retire, shop, heard, look, time } = openSkills();
    const user = shop([OLD, NEW]);
    await publish(OLD);
    await publish(NEW);
    await retire(NEW);
    time.now += 2 * HOUR;
    await look();
    expect(await heard(user)).toEqual([]);
    await retire(OLD);
    await look();
    expect(await heard(user)).toEqual([`skill.retired ${OLD}`]);
  });
});

describe('A skill that is retired', () => {
  test('is told to the tenants that have registered it, and again where it is taken back and retired again', async () => {
    const { publish, retire, shop, heard, look, time, events, client_id } = openSkills();
    const [user, other] = [shop([NEW]), shop([OLD])];
    await publish(NEW);
    await look();
    await retire(NEW);
    await look();
    await retire(NEW, true);
    await look();
    time.now += MINUTE;
    await retire(NEW);
    await look();
    await look();
    const turns = ['published', 'retired', 'published', 'retired'].map((turn) => `skill.${turn} ${NEW}`);
    expect(await heard(user)).toEqual(turns);
    expect(await heard(other)).toEqual(turns.filter((turn) => turn.startsWith('skill.published')));
    expect((await events()).map(({ data }) => data)[0]).toEqual({
      skill: NEW,
      status: 'published',
      digest: `digest of ${NEW}`,
    });
    expect(client_id).toBeDefined();
  });

  test('is told to all of many tenants, though the process that tells them is killed again and again', async () => {
    const { publish, retire, shop, heard, look, deps } = openSkills();
    const shops = Array.from({ length: 250 }, () => shop([NEW]));
    await publish(NEW);
    await look();
    await retire(NEW);
    const { append } = deps.store.events;
    let left = 0;
    deps.store.events.append = async (...of) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      await append(...of);
    };
    for (let round = 0; round < 3; round += 1) {
      left = 120;
      await look();
    }
    for (const each of shops)
      expect((await heard(each)).filter((told) => told.startsWith('skill.ret'))).toHaveLength(1);
  });
});

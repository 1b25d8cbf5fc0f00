import { testDeps } from './support/test-deps';

const LIVE = 'xyz_aisp_sbx_#5.0';
const by = { servicer: 'acme', key: 'ci' };

/** A process that serves the bundled skills, and what another one publishes meanwhile. */
async function open() {
  const { deps, live, memory } = testDeps();
  const { publications } = deps.store;
  const definition = { ...deps.skills.get('xyz_aisp_sbx_#1.0')?.definition, skill: LIVE };
  const { skill } = await deps.publishing.check(JSON.stringify(definition), LIVE);
  const publish = () =>
    publications.create({
      skill: LIVE,
      digest: String(skill?.digest),
      document: JSON.stringify(definition),
      texts: {},
      proof: { waiver: { reason: 'a test' } },
      by,
    });
  return { deps, live, memory, publications, publish };
}

/** The next question of a process that follows publications. */
const second = () => jest.advanceTimersByTimeAsync(1_000);

describe('A process that follows publications', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('serves what another has published, and retired, a second later', async () => {
    const { live, publications, publish } = await open();
    const stop = live.follow();
    await publish();
    expect(live.get(LIVE)).toBeUndefined();
    await second();
    expect(live.list().map(({ name }) => name)).toContain(LIVE);
    await publications.setRetired(LIVE, { by, at: new Date() });
    await second();
    expect(live.list().map(({ name }) => name)).not.toContain(LIVE);
    expect(live.get(LIVE)?.retired_at).toBeInstanceOf(Date);
    stop();
  });

  test('reads the list now and then without a sign: whoever published may have died before giving it', async () => {
    const { live, publications, publish } = await open();
    const stop = live.follow();
    await second();
    const before = await publications.mark();
    publications.mark = async () => before;
    await publish();
    await second();
    expect(live.get(LIVE)).toBeUndefined();
    for (let passed = 0; passed < 15; passed += 1) await second();
    expect(live.get(LIVE)).toBeDefined();
    stop();
  });

  test('serves what it knows while the store is away, and what was published once that is back', async () => {
    const { live, publications, publish } = await open();
    const stop = live.follow();
    const { mark } = publications;
    publications.mark = () => Promise.reject(new Error('away'));
    await publish();
    for (let passed = 0; passed < 20; passed += 1) await second();
    expect(live.get('xyz_sbx_#3.1')).toBeDefined();
    expect(live.get(LIVE)).toBeUndefined();
    publications.mark = mark;
    await second();
    expect(live.get(LIVE)).toBeDefined();
    stop();
  });

  test('compiles each document once, however often the list is read', async () => {
    const { live, publications, publish } = await open();
    await publish();
    await live.refresh();
    const first = live.get(LIVE)?.graph;
    await publications.announce();
    await live.refresh();
    expect(live.get(LIVE)?.graph).toBe(first);
  });
});

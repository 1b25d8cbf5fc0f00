import { spawnSync } from 'node:child_process';
import { blocks, inProject, quoted, read, section, tables } from '../docs/support/page';
import { stack, temporalClient } from '../support/stack';

/** A command of a transcript, and the lines that it is said to print. */
interface Said {
  command: string;
  lines: string[];
}

/** Every `console` block of a page, one after the other: `$ ` begins a command, what follows is what it prints. */
function transcript(page: string): Said[] {
  const said: Said[] = [];
  for (const { text } of blocks(page).filter(({ info }) => info === 'console')) {
    for (const line of text.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) said.push({ command: line.slice(2), lines: [] });
      else said.at(-1)?.lines.push(line);
    }
  }
  return said;
}

const MARK = '---- next command ----';

/** Runs the commands in one shell, as a reader would, and answers what each of them printed. */
function typed(commands: string[], env: NodeJS.ProcessEnv): { printed: string[][]; complaints: string } {
  const script = commands.map((command) => `printf '%s\\n' '${MARK}'\n${command}\n`).join('');
  const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-s'], {
    cwd: inProject('.'),
    env,
    input: script,
    encoding: 'utf8',
  });
  const printed = stdout.split(`${MARK}\n`).slice(1);
  return { printed: printed.map((text) => (text === '' ? [] : text.trimEnd().split('\n'))), complaints: stderr };
}

/** `…` in a documented line stands for anything. */
const fits = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

describe('The README', () => {
  test('prints what its transcript says, command by command', () => {
    const said = transcript(read('README.md'));
    expect(said.length).toBeGreaterThan(10);
    const { home } = stack();
    const { printed, complaints } = typed(
      said.map(({ command }) => command),
      { ...process.env, VESTIBULE_HOME: home, npm_config_update_notifier: 'false' },
    );
    said.forEach(({ command, lines }, index) => {
      const seen = printed[index] ?? [];
      const matches = seen.length === lines.length && lines.every((line, at) => fits(line).test(String(seen[at])));
      if (!matches) expect({ command, printed: seen, complaints }).toEqual({ command, printed: lines, complaints: '' });
    });
  });
});

describe('The page on operating', () => {
  const filters = tables(section(read('docs/operating.md'), '## Lists that you will want')).flat();

  test.each(filters)('finds %s', async (_what, cell = '') => {
    const [filter = ''] = quoted(cell);
    const client = await temporalClient();
    try {
      expect((await client.workflow.count(filter)).count).toBeGreaterThanOrEqual(0);
    } finally {
      await client.connection.close();
    }
  });
});

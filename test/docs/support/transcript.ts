import { spawnSync } from 'node:child_process';
import { blocks, inProject } from './page';

/** A command of a transcript, and the lines that it is said to print. */
export interface Said {
  command: string;
  lines: string[];
}

/** Every `console` block of a page, one after the other: `$ ` begins a command, what follows is what it prints. */
export function transcript(page: string): Said[] {
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

/** Types the commands of a transcript, and expects of each to print what is said. */
export function expectTranscript(said: readonly Said[], env: NodeJS.ProcessEnv): void {
  const { printed, complaints } = typed(
    said.map(({ command }) => command),
    { ...process.env, npm_config_update_notifier: 'false', ...env },
  );
  said.forEach(({ command, lines }, index) => {
    const seen = printed[index] ?? [];
    const matches = seen.length === lines.length && lines.every((line, at) => fits(line).test(String(seen[at])));
    if (!matches) expect({ command, printed: seen, complaints }).toEqual({ command, printed: lines, complaints: '' });
  });
}

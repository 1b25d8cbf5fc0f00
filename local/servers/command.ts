import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { spawnGuarded } from './guard';

/** Receiver of progress: one line for the user, of what is going on. */
export type Say = (line: string) => void;

/** The program of this name on the PATH, or undefined. */
export function onPath(program: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** The first line that `file --version`, or `file` with other arguments, prints. Rejects if it can't be run. */
export async function versionOf(file: string, ...args: string[]): Promise<string> {
  const printed = await outputOf(file, args.length > 0 ? args : ['--version']);
  return printed.trim().split('\n')[0] ?? '';
}

/** Standard output of a command, which has 30 s. Rejects if it fails. */
export async function outputOf(program: string, args: string[], options: { cwd?: string } = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 30_000, ...options });
  return stdout;
}

export interface CommandOptions {
  cwd?: string | undefined;
  env?: NodeJS.ProcessEnv | undefined;
  /** Called with every line that the command writes, on either stream. */
  line?: Say;
}

/** Runs a command to its end, or to this process's, whichever comes first. Rejects with its last lines if it fails. */
export async function runCommand(program: string, args: string[], options: CommandOptions = {}): Promise<void> {
  const last: string[] = [];
  const name = path.basename(program);
  const child = spawnGuarded(
    { name, command: program, args, output: 'pipe' },
    { cwd: options.cwd, env: { ...process.env, ...options.env } },
  );
  for (const input of [child.stdout, child.stderr] as Readable[]) {
    createInterface({ input }).on('line', (line) => {
      if (!line.trim()) return;
      last.push(line);
      if (last.length > 8) last.shift();
      options.line?.(line);
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${signal ?? `code ${code}`}: ${last.join(' | ')}`));
    });
  });
}

import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Tells the user, in one line, what is going on. */
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

/** What `file --version` prints. Rejects if it can't be run. */
export async function versionOf(file: string, ...args: string[]): Promise<string> {
  const printed = await outputOf(file, args.length > 0 ? args : ['--version']);
  return printed.trim().split('\n')[0] ?? '';
}

/** All that a command prints on stdout. Rejects if it fails. */
export async function outputOf(program: string, args: string[], options: { cwd?: string } = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 30_000, ...options });
  return stdout;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with every line that the command writes, on either stream. */
  line?: Say;
}

/** Runs a command to its end. Rejects with its last lines if it fails. */
export async function runCommand(program: string, args: string[], options: CommandOptions = {}): Promise<void> {
  const last: string[] = [];
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A build that nobody waits for any more must not go on behind the user's back.
  const end = () => void child.kill();
  process.once('exit', end);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (!line.trim()) return;
      last.push(line);
      if (last.length > 8) last.shift();
      options.line?.(line);
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else reject(new Error(`${path.basename(program)} ended with ${signal ?? `code ${code}`}: ${last.join(' | ')}`));
    });
  });
}

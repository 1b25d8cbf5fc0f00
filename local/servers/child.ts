import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { spawnGuarded } from './guard';

export interface ChildOptions {
  /** As the user reads it: 'worker', 'Temporal', … */
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** File that gets everything it prints. */
  log: string;
}

/** How a child ended without having been asked to. */
export class ChildDiedError extends Error {
  override name = 'ChildDiedError';
  constructor(
    readonly child: string,
    how: string,
    readonly log: string,
    readonly lastLines: string,
  ) {
    super(`${child} ${how}; the end of ${log}:\n${lastLines}`);
  }
}

/** A process of the stack, in a process group of its own; what it prints goes to its log file. */
export class Child {
  /** Resolves when it has ended, wanted or not. */
  readonly ended: Promise<void>;
  /** Resolves with an error when it ends without having been asked to. */
  readonly died: Promise<ChildDiedError>;
  private readonly process: ChildProcess;
  private asked = false;

  constructor(private readonly options: ChildOptions) {
    mkdirSync(path.dirname(options.log), { recursive: true });
    const log = openSync(options.log, 'a');
    const { name, command, args, cwd } = options;
    this.process = spawnGuarded({ name, command, args, output: log }, { cwd, env: { ...process.env, ...options.env } });
    closeSync(log);
    const how = new Promise<string>((resolve) => {
      this.process.once('error', (error) => resolve(`could not be started (${error.message})`));
      this.process.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
    });
    this.ended = how.then(() => undefined);
    this.died = how.then(async (text) =>
      this.asked
        ? await new Promise<never>(() => {})
        : new ChildDiedError(options.name, text, options.log, await this.lastLines()),
    );
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Sends SIGTERM, and SIGKILL if it has not ended after `grace` ms. */
  async stop(grace = 15_000): Promise<void> {
    this.asked = true;
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.killGroup(), grace);
    await this.ended;
    clearTimeout(timer);
  }

  /** Sends SIGKILL to it and to all that it has started. */
  async kill(): Promise<void> {
    this.asked = true;
    this.killGroup();
    await this.ended;
  }

  private killGroup(): void {
    try {
      if (this.process.pid) process.kill(-this.process.pid, 'SIGKILL');
    } catch {
      // It has ended by itself in the meantime.
    }
  }

  async lastLines(count = 20): Promise<string> {
    const text = await readFile(this.options.log, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-count).join('\n');
  }
}

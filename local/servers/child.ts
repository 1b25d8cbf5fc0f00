import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Runs its arguments as a command and outlives neither it nor us: our end of the pipe on its standard input closes when
 * we die, however we die, and then the whole process group is killed at once. Everything here is written to survive
 * that.
 */
const GUARD = `exec 3<&0
"$@" 3<&- </dev/null &
child=$!
( read -r _ <&3; kill -KILL 0 ) &
watcher=$!
trap 'kill -TERM $child 2>/dev/null' TERM
while :; do
  wait $child; code=$?
  kill -0 $child 2>/dev/null || break
done
kill -KILL $watcher 2>/dev/null
exit $code`;

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

/** A process of ours in a process group of its own. */
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
    this.process = spawn('/bin/sh', ['-c', GUARD, options.name, options.command, ...options.args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.process.stdin?.on('error', () => {});
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

  /** SIGTERM, and SIGKILL if it has not ended after that many milliseconds. */
  async stop(grace = 15_000): Promise<void> {
    this.asked = true;
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.killGroup(), grace);
    await this.ended;
    clearTimeout(timer);
  }

  /** SIGKILL, to it and all of its own. */
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

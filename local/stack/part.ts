import { existsSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Child, ChildDiedError, type ChildOptions } from '../servers/child';

/** Listener to the state of each part of the stack, for whoever shows it. */
export type Report = (part: PartName, state: 'working' | 'ready' | 'restarting' | 'stopped', text: string) => void;
export type PartName = 'temporal' | 'mongo' | 'sandbox' | 'worker' | 'api' | 'demo';

export interface PartSpec {
  name: PartName;
  /** Command of the process, made anew at every start, since a port may have been lost. */
  child: () => Promise<ChildOptions>;
  /** Asks whether it answers; a rejection means not yet. */
  answers: () => Promise<unknown>;
  /** Gives up its ports, for another attempt. */
  releasePorts: () => void;
  /** ms for draining before it is killed. */
  grace: number;
}

/** ms until it must answer. */
const START_TIMEOUT = 60_000;
/** ms between two questions whether it answers. */
const POLL_EVERY = 40;
/** Bytes of a log file after which the next start begins a new one. */
const LOG_LIMIT = 20_000_000;
const PORT_LOST = /address already in use|EADDRINUSE/i;

/** One process of the stack, which can be stopped, killed and started again on its own. */
export class Part {
  private child: Child | undefined;
  /** Counter of starts and stops: a start that was overtaken by a stop goes no further. */
  private generation = 0;

  constructor(
    private readonly spec: PartSpec,
    private readonly onDeath: (part: Part, error: ChildDiedError) => void,
  ) {}

  get name(): PartName {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts it; resolves when it answers. A port that somebody took in the meantime is given up, twice; not with
   * `samePorts`, for others know it by then.
   */
  async start({ samePorts = false } = {}): Promise<void> {
    const generation = ++this.generation;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.tryStart(generation);
      } catch (error) {
        const lost = error instanceof ChildDiedError && PORT_LOST.test(error.lastLines);
        if (!lost || samePorts || attempt === 3) throw error;
        this.spec.releasePorts();
      }
    }
  }

  private async tryStart(generation: number): Promise<void> {
    const options = await this.spec.child();
    if (generation !== this.generation) throw new Error(`${this.name} was stopped while it was starting`);
    if (existsSync(options.log) && statSync(options.log).size > LOG_LIMIT) renameSync(options.log, `${options.log}.1`);
    const child = new Child(options);
    this.child = child;
    await Promise.race([this.untilAnswers(child), child.died.then((error) => Promise.reject(error))]);
    void child.died.then((error) => this.onDeath(this, error));
  }

  private async untilAnswers(child: Child): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT;
    for (;;) {
      try {
        return void (await this.spec.answers());
      } catch (error) {
        if (Date.now() > deadline) {
          const reason = (error as Error).message;
          await child.kill();
          throw new Error(
            `${this.name} does not answer after ${START_TIMEOUT / 1000} s (${reason}):\n${await child.lastLines()}`,
          );
        }
      }
      if (child !== this.child) return;
      await delay(POLL_EVERY);
    }
  }

  /** Sends SIGTERM, and waits until it has drained. */
  async stop(): Promise<void> {
    this.generation += 1;
    await this.child?.stop(this.spec.grace);
    this.child = undefined;
  }

  /** Sends SIGKILL. */
  async kill(): Promise<void> {
    this.generation += 1;
    await this.child?.kill();
    this.child = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

import type { Part, Report } from './part';

/** ms before a part is started again, after its first death of late; twice as long after each further one. */
const FIRST_PAUSE = 250;
/** Deaths within a minute after which a part is given up. */
const MOST = 5;
const MINUTE = 60_000;

export interface SupervisorOptions {
  report: Report;
  /** Called with the reason when a part dies again and again. */
  giveUp(error: Error): void;
}

/** Starts parts again that have died by themselves, and gives up one that does so five times within a minute. */
export class Supervisor {
  private readonly deaths = new Map<Part, number[]>();
  private isStopped = false;

  constructor(private readonly options: SupervisorOptions) {}

  /** Called when a part has ended that nobody asked to. */
  async died(part: Part, error: Error): Promise<void> {
    const { report, giveUp } = this.options;
    if (this.isStopped) return;
    const count = this.count(part);
    if (count >= MOST) return giveUp(new Error(`${part.name} died ${count} times within a minute. ${error.message}`));
    const [what] = error.message.split(';');
    report(part.name, 'restarting', `${what}; starting it again (${count} of ${MOST - 1} times a minute)`);
    try {
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** (count - 1)));
      if (this.isStopped) return;
      await part.start({ samePorts: true });
      report(part.name, 'ready', 'runs again');
    } catch (failure) {
      await this.died(part, failure as Error);
    }
  }

  /** Starts nothing any more: everything is to end. */
  stop(): void {
    this.isStopped = true;
  }

  private count(part: Part): number {
    const now = Date.now();
    const recent = [...(this.deaths.get(part) ?? []).filter((at) => now - at < MINUTE), now];
    this.deaths.set(part, recent);
    return recent.length;
  }
}

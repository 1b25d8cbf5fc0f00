import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { App, type DemoAccess, type Reply } from '../../cli/tour/app';
import type { Witness } from './witness';

type Call = Parameters<App['call']>[2];

/** Whether the same call is to be made again: the platform, or a part of it, is away or still at work. */
const isLater = ({ status, body }: Reply) => status >= 500 || body?.retryable === true;
/** ms between two attempts where the answer names no time, and at most. */
const PAUSE = 500;
const LONGEST_PAUSE = 5_000;
/** ms for which one call is repeated: longer than any part is away. */
const PATIENCE = 180_000;
const ATTEMPT = 40_000;

/**
 * An app whose user does not give up. A call without an answer, or with one that says "later", is made again as it was:
 * the contract says that this does no harm. Each answer goes to the witness.
 */
export class PatientApp extends App {
  override readonly patience = 300_000;
  repeats = 0;
  private calls = 0;

  constructor(
    demo: DemoAccess,
    private readonly witness: Witness,
    private readonly name: string,
  ) {
    super(demo);
  }

  override async call(method: string, path: string, options: Call = {}): Promise<Reply> {
    const call = { ...options, headers: { ...this.keyFor(method, path), ...options.headers } };
    const end = Date.now() + PATIENCE;
    for (;;) {
      const reply = await this.attempt(method, path, call);
      if (typeof reply !== 'string' && !isLater(reply)) {
        this.witness.answered(method, path, reply);
        return reply;
      }
      if (Date.now() > end) throw new Error(`${method} ${shape(path)}: no answer that counts, at last ${told(reply)}`);
      this.repeats += 1;
      await delay(pauseAfter(reply));
    }
  }

  private async attempt(method: string, path: string, call: Call): Promise<Reply | string> {
    try {
      return await Promise.race([super.call(method, path, call), lateAfter(ATTEMPT)]);
    } catch (error) {
      return String((error as Error).cause ?? error);
    }
  }

  /** A repeated start is the same session, a repeated exchange the same credentials. */
  private keyFor(method: string, path: string): Record<string, string> {
    if (method !== 'POST' || !['/sessions', '/token'].includes(path)) return {};
    this.calls += 1;
    return { 'idempotency-key': createHash('sha256').update(`${this.name}/${this.calls}`).digest('hex').slice(0, 32) };
  }
}

function pauseAfter(reply: Reply | string): number {
  const seconds = typeof reply === 'string' ? Number.NaN : Number(reply.headers.get('retry-after') ?? Number.NaN);
  return Number.isNaN(seconds) ? PAUSE : Math.min(Math.max(seconds * 1000, PAUSE), LONGEST_PAUSE);
}

async function lateAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error(`no answer within ${ms / 1000} s`);
}

const told = (reply: Reply | string) =>
  typeof reply === 'string' ? reply : `${reply.status} ${reply.body?.code ?? ''}`;

/** A path without its ids, so that equal faults count as one. */
export const shape = (path: string) => path.replace(/[0-9a-f-]{20,}/g, '…').replace(/\?.*/, '');

import { Webhook } from 'standardwebhooks';
import { Change } from '../change';
import type { Check, VerifierLedger } from './books';

const GIVES_UP_AFTER_MS = 24 * 3600 * 1000;
const ATTEMPT_MS = 10_000;
const LONGEST_PAUSE_MS = 30_000;

/** 0.5 s, doubled after each failure, at most 30 s. */
const pauseAfter = (attempts: number): number => Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(attempts - 1, 10));

const deliveriesWanted = ({ holder }: Check): number => (holder.toLowerCase().includes('repeat') ? 2 : 1);

/**
 * Delivers decisions over signed callbacks (Standard Webhooks) until each was answered with 2xx, also across restarts.
 */
export class Callbacks {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly webhook: Webhook;
  private readonly stopped = new AbortController();

  constructor(
    private readonly ledger: VerifierLedger,
    secret: string,
  ) {
    this.webhook = new Webhook(secret);
    for (const check of ledger.all('checks')) this.schedule(check);
  }

  schedule({ id, due_at }: Check): void {
    if (due_at === undefined || this.stopped.signal.aborted) return;
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => void this.deliver(id), Math.max(0, due_at - Date.now())),
    );
  }

  stop(): void {
    this.stopped.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private async deliver(id: string): Promise<void> {
    this.timers.delete(id);
    const check = this.ledger.get('checks', id);
    if (!check?.decision) return;
    const status = await this.post(check);
    if (this.stopped.signal.aborted) return;
    const next = this.after(check, status);
    const books = new Change(this.ledger, null, Date.now());
    books.put('checks', id, next);
    if (next.delivered === 1 && check.delivered === 0) books.effect('decision.delivered', id);
    await books.commit();
    this.schedule(next);
  }

  /** The status, or 0 where there was no answer. The id of the message stays the same, however often it is sent. */
  private async post({ id, reply_to, decision, message }: Check): Promise<number> {
    const body = JSON.stringify({ decision, ...(message && { message }) });
    const [message_id, now] = [`msg_${id}`, new Date()];
    const headers = {
      'Content-Type': 'application/json',
      'webhook-id': message_id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(message_id, now, body),
    };
    try {
      const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(ATTEMPT_MS)]);
      const response = await fetch(reply_to, { method: 'POST', headers, body, redirect: 'manual', signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }

  private after({ due_at: _due, ...check }: Check, status: number): Check {
    const attempts = check.attempts + 1;
    if (status >= 200 && status < 300) {
      const delivered = check.delivered + 1;
      const again = delivered < deliveriesWanted(check);
      return { ...check, attempts, delivered, ...(again && { due_at: Date.now() }) };
    }
    const isOver = status === 410 || Date.now() - check.created_at > GIVES_UP_AFTER_MS;
    return { ...check, attempts, ...(isOver ? { given_up: true } : { due_at: Date.now() + pauseAfter(attempts) }) };
  }
}

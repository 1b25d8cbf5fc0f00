import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { WebhookEvent } from '../../sdk/src/server';

/** Where events are forwarded to, and by what they are signed. */
export interface Target {
  url: string;
  /** `whsec_…` */
  secret: string;
  signal: AbortSignal;
  /** Told before each pause, why nothing could be delivered. */
  waiting(why: string): void;
}

/** How an event was taken. `status` is absent where nobody answered, and `error` says why then. */
export interface Forwarded {
  status?: number;
  error?: string;
  /** Of the last attempt. */
  ms: number;
  attempts: number;
}

/** ms between attempts while nobody answers: a server that is restarted is back by then. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];
/** ms for an answer, as for real deliveries. */
const PATIENCE = 15_000;

/**
 * Posts an event as a webhook delivery is posted, signed by Standard Webhooks. Whatever a server answers counts; where
 * none answers, it is tried a few times. Rejects only when `signal` aborts.
 */
export async function deliver(event: WebhookEvent, target: Target): Promise<Forwarded> {
  for (let attempts = 1; ; attempts += 1) {
    const delivery = await once(event, target);
    const wait = PAUSES[attempts - 1];
    if (delivery.status !== undefined || wait === undefined) return { ...delivery, attempts };
    target.waiting(String(delivery.error));
    await pause(wait, undefined, { signal: target.signal });
  }
}

async function once(event: WebhookEvent, { url, secret, signal }: Target): Promise<Omit<Forwarded, 'attempts'>> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  const late = AbortSignal.timeout(PATIENCE);
  try {
    const { id, type, at, data } = event;
    const body = JSON.stringify({ id, type, at, data });
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: headersOf(id, body, secret),
      body,
      signal: AbortSignal.any([signal, late]),
    });
    await response.body?.cancel();
    return { status: response.status, ms: took() };
  } catch (error) {
    signal.throwIfAborted();
    return { error: late.aborted ? `no answer within ${PATIENCE / 1_000} s` : reason(error), ms: took() };
  }
}

function headersOf(id: string, body: string, secret: string): Record<string, string> {
  const now = new Date();
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Vestibule-Listen/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
}

/** Why nobody answered, in a word or two. */
function reason(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  if (cause?.code === 'ECONNREFUSED') return 'nobody listens there';
  if (cause?.code === 'ENOTFOUND') return 'there is no such host';
  return cause?.message ?? 'no answer';
}

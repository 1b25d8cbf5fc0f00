import { setTimeout as pause } from 'node:timers/promises';
import { createServer, NetworkError, VestibuleError, type WebhookEvent } from '../../sdk/src/server';
import type { TenantAccess } from '../tenant-access';

/** How a tenant's events are followed. */
export interface Following {
  /** An event's id or a time. */
  since: string;
  /** Asks every second instead of holding a stream open. */
  poll: boolean;
  signal: AbortSignal;
  /** Told when the API stops answering, and when it answers again. */
  line(isUp: boolean): void;
}

/** ms between two questions. */
const PERIOD = 1_000;

/**
 * A tenant's events after `since`, each once, until `signal` aborts. An API that is away is waited for; one that has no
 * stream of them is asked for lists. Rejects with `VestibuleError` for what no repeat mends.
 */
export async function* follow(access: TenantAccess, following: Following): AsyncGenerator<WebhookEvent, void> {
  const { signal, poll, line } = following;
  const noStream = new AbortController();
  const noticing = noticed(line, signal, () => noStream.abort());
  const { events } = createServer({ ...access, fetch: noticing });
  let { since } = following;
  try {
    if (!poll) {
      for await (const event of events.stream({ since, signal: AbortSignal.any([signal, noStream.signal]) })) {
        since = event.id;
        yield event;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!noStream.signal.aborted) throw error;
  }
  yield* polled(events, since, signal);
}

async function* polled(
  { list }: ReturnType<typeof createServer>['events'],
  from: string,
  signal: AbortSignal,
): AsyncGenerator<WebhookEvent, void> {
  for (let since = from; !signal.aborted; ) {
    try {
      for await (const event of list({ since, signal, limit: 1_000 })) {
        since = event.id;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      const isPassing = error instanceof NetworkError || (VestibuleError.isInstance(error) && error.retryable);
      if (!isPassing) throw error;
    }
    await pause(PERIOD, undefined, { signal }).catch(() => undefined);
  }
}

/** `fetch`, watched: whether the API answers, and whether it has a stream. */
function noticed(line: Following['line'], signal: AbortSignal, noStream: () => void): typeof fetch {
  let isUp = true;
  const now = (up: boolean) => {
    if (up !== isUp && !signal.aborted) line(up);
    isUp = up;
  };
  return async (input, init) => {
    try {
      const response = await fetch(input, init);
      now(response.status < 500);
      const wanted = new Headers(init?.headers).get('accept');
      const type = response.headers.get('content-type') ?? '';
      if (wanted === 'text/event-stream' && response.ok && !type.startsWith(wanted)) noStream();
      return response;
    } catch (error) {
      now(false);
      throw error;
    }
  };
}

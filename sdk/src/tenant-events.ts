import type { Call, CallOptions, Http } from './http.js';
import { isWorthRetrying, pause } from './retry.js';
import { openStream } from './watch.js';
import type { WebhookEvent } from './webhook-types.js';

type CallApi = <T>(call: Call) => Promise<T>;

export interface ListEventsOptions extends CallOptions {
  /** Events after this one, by its id, or since this time; 30 days at most. */
  since?: string | undefined;
  /** Events a page. */
  limit?: number | undefined;
}

interface EventPage {
  data: WebhookEvent[];
  has_more: boolean;
  next_since?: string;
}

/** The tenant's events, to poll or to follow: the same that its webhooks get. */
export function tenantEvents(http: Http, headers: Record<string, string>, call: CallApi) {
  return {
    /** The events that there are, oldest first, page by page as you go. Keep the last one's id as the next `since`. */
    async *list({ since, limit, ...options }: ListEventsOptions = {}): AsyncGenerator<WebhookEvent, void, undefined> {
      for (let from = since; ; ) {
        const query = { since: from, limit };
        const page: EventPage = await call({ ...options, method: 'GET', path: '/events', query });
        yield* page.data;
        const next = page.next_since ?? page.data.at(-1)?.id;
        if (!page.has_more || next === undefined) return;
        from = next;
      }
    },

    /** Events as they happen, without end: after `since`, or from now on. It reconnects, and leaves none out. */
    async *stream({ since, signal }: ListEventsOptions = {}): AsyncGenerator<WebhookEvent, void, undefined> {
      let from = since;
      const begun = new Date().toISOString();
      let failures = 0;
      while (true) {
        try {
          const url = http.url('/events', { since: from });
          for await (const event of openStream(http, url, headers, signal)) {
            failures = 0;
            from = event.id ?? from;
            if (event.type === 'event') yield JSON.parse(event.data) as WebhookEvent;
          }
        } catch (error) {
          from ??= begun;
          signal?.throwIfAborted();
          if (!isWorthRetrying(error, true)) throw error;
          await pause(failures, error, signal);
          failures += 1;
          continue;
        }
        from ??= begun;
        await pause(0, undefined, signal);
      }
    },
  };
}

import { openEvents, type SessionEvent } from '../../service/session-events';
import { followTenantEvents, startOfStream } from '../../service/tenant-events';
import { listEvents } from '../openapi/event-paths';
import { streamEvents } from '../openapi/session-paths';
import { parametersOf } from './arguments';
import type { Builder } from './builder';
import type { GraphContext } from './context';
import type { RestTypes } from './rest-types';

/** One item of a subscription: what its field resolves to, and the id after which a client resumes. */
export interface Item {
  id?: string;
  value: unknown;
  /** The same for all subscribers to whom the item means the same: they share what is made of it. */
  shared?: object;
}

/** The subscriptions: a session's states, the tenant's events, an account's new transactions. */
export function addSubscriptions(builder: Builder, types: RestTypes): void {
  const sessionEvent = builder.objectRef<SessionEvent>('SessionEvent').implement({
    description: 'A session’s state after a change.',
    fields: (t) => ({
      id: t.exposeString('id', { nullable: false, description: 'For `lastEventId`.' }),
      session: t.field({ type: types.SessionState, nullable: false, resolve: ({ state }) => state }),
    }),
  });
  builder.subscriptionFields((t) => ({
    session: t.field({
      type: sessionEvent,
      description: 'The state of a session, at once and after each change, until it is over.',
      args: {
        sessionId: t.arg.id({ required: true }),
        lastEventId: t.arg.string({ description: 'The id of the last item received: the stream goes on after it.' }),
      },
      subscribe: (_root, args, context) => {
        const { session_id, ...rest } = parametersOf<{ session_id: string; last_event_id?: string }>(streamEvents, {
          ...args,
        });
        return sessionItems(session_id, context.headers.lastEventId ?? rest.last_event_id, context);
      },
      resolve: (item) => (item as Item).value as SessionEvent,
    }),
    events: t.field({
      type: types.TenantEvent,
      description: 'The tenant’s events as they are recorded; with `since` (an event’s id, or a time) those after it.',
      args: { since: t.arg.string() },
      subscribe: (_root, args, context) => {
        const { since } = parametersOf<{ since?: string }>(listEvents, { ...args });
        return eventItems(context.headers.lastEventId ?? since, context);
      },
      resolve: (item) => (item as Item).value as object,
    }),
  }));
}

async function eventItems(since: string | undefined, context: GraphContext): Promise<AsyncIterable<Item>> {
  const { services, caller } = context;
  const tenant = context.server();
  const { place } = await startOfStream(services, tenant, since);
  const events = followTenantEvents(services, tenant.client_id, place, caller.gone);
  return map(events, (event) => ({ id: event.id, value: event, shared: event }));
}

async function* map<A, B>(items: AsyncIterable<A>, change: (item: A) => B): AsyncGenerator<B, void> {
  for await (const item of items) yield change(item);
}

/** Each state is whole: of several that come while the client reads, the last one is enough. */
async function sessionItems(
  session_id: string,
  lastEventId: string | undefined,
  context: GraphContext,
): Promise<AsyncIterable<Item>> {
  const { services, caller } = context;
  const events = await openEvents(services, context.holder(session_id).ref, lastEventId);
  return latestOf((push, end) => {
    if (events) return events.listen({ next: push, end });
    end();
    return undefined;
  }, caller.gone);
}

async function* latestOf(
  listen: (push: (event: SessionEvent) => void, end: (error?: unknown) => void) => (() => void) | undefined,
  gone: AbortSignal,
): AsyncGenerator<Item, void> {
  let latest: SessionEvent | undefined;
  let [isOver, error]: [boolean, unknown] = [false, undefined];
  let wake = (): void => undefined;
  const end = (why?: unknown): void => {
    [isOver, error] = [true, why];
    wake();
  };
  const stop = listen((event) => {
    latest = event;
    wake();
  }, end);
  const leave = () => end();
  gone.addEventListener('abort', leave);
  if (gone.aborted) leave();
  try {
    for (;;) {
      const event = latest;
      latest = undefined;
      if (event) yield { id: event.id, value: event };
      else if (isOver && error !== undefined)
        throw new Error('the session can’t be followed any more', { cause: error });
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    gone.removeEventListener('abort', leave);
    if (stop) stop();
  }
}

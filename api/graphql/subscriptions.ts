import type { Transaction } from '../../domain/connector';
import type { CredentialsClaim } from '../../service/credentials';
import { followTransactions } from '../../service/new-transactions';
import { openEvents, type SessionEvent } from '../../service/session-events';
import { followTenantEvents, startOfStream } from '../../service/tenant-events';
import { listEvents } from '../openapi/event-paths';
import { getTransactions } from '../openapi/other-paths';
import { streamEvents } from '../openapi/session-paths';
import { parametersOf } from './arguments';
import type { Builder } from './builder';
import { claimOf } from './claims';
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
    transactions: t.field({
      type: types.Transaction,
      description:
        'New bookings of an account, as the bank’s day allows reads without the user. The pair as for `credentials`.',
      args: {
        accountId: t.arg.id({ required: true }),
        credentialsId: t.arg.id(),
        accessToken: t.arg({ type: 'Secret' }),
        lastEventId: t.arg.string({
          description: 'The id of the last transaction that is known: those since come first.',
        }),
      },
      subscribe: (_root, { accountId, lastEventId, ...pair }, context) => {
        const { account_id } = parametersOf<{ account_id: string }>(getTransactions, { accountId });
        return transactionItems(
          claimOf(pair, context),
          account_id,
          context.headers.lastEventId ?? lastEventId ?? undefined,
          context,
        );
      },
      resolve: (item) => transactionOf(item as Item),
    }),
  }));
}

/** What can be an id of a server-sent event and come back as a header. */
const EVENT_ID = /^[\x21-\x7e]{1,256}$/;

function transactionItems(
  claim: CredentialsClaim,
  account_id: string,
  after: string | undefined,
  { exchange, caller }: GraphContext,
): AsyncIterable<Item> {
  // Not those that read once: the stream has to notice that its credentials are over.
  return endingInWords(followTransactions(exchange.services, claim, account_id, after, caller.gone));
}

/** A failure is the last item: what it says is why nothing follows. */
async function* endingInWords(transactions: AsyncIterable<Transaction>): AsyncGenerator<Item, void> {
  try {
    for await (const transaction of transactions) {
      const { transaction_id: id } = transaction;
      yield { value: transaction, shared: transaction, ...(EVENT_ID.test(id) ? { id } : {}) };
    }
  } catch (error) {
    yield { value: error };
  }
}

function transactionOf({ value }: Item): Transaction {
  if (value instanceof Error) throw value;
  return value as Transaction;
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

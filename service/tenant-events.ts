import { VestibuleError } from '../domain/errors';
import type { TenantEvent } from '../domain/tenant-event';
import type { LoggedEvent } from '../store/store';
import type { Tenant } from './access';
import { compileCheck } from './check';
import type { Services } from './services';

/** A page of a tenant's events, oldest first. */
export interface EventPage {
  data: TenantEvent[];
  /** There are more now. */
  has_more: boolean;
  /** What to give as `since` for the next page: the last event's id, or what was given where the page is empty. */
  next_since?: string;
}

export interface EventQuery {
  /** An event's id, or a time (RFC 3339): events after that. Absent: from the oldest that is kept. */
  since?: string;
  /** Events a page; 100 by default, 1000 at most. */
  limit?: number;
}
const DEFAULT_LIMIT = 100;
/** The time from which every event of a log is later: who has seen none goes on from there. */
const BEGINNING = '1970-01-01T00:00:00Z';
const timeFaults = compileCheck({ type: 'string', format: 'date-time' });
const isTime = (text: string): boolean => timeFaults(text).length === 0 && !Number.isNaN(Date.parse(text));
const EVENT_ID = /^evt_[0-9a-f]{32}$/;

/** What anybody is shown of an event: its place in the log is our own matter. */
export const eventShown = ({ id, type, at, data }: LoggedEvent): TenantEvent => ({ id, type, at, data });

/** The events of a tenant. Throws `request_invalid` where `since` is none of this tenant's. */
export async function listEvents(services: Services, tenant: Tenant, query: EventQuery): Promise<EventPage> {
  const { since, limit = DEFAULT_LIMIT } = query;
  const { client_id } = tenant;
  const from = await placeOf(services, client_id, since);
  const found = await services.store.events.after(client_id, from, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  if (last) services.recent.places.set(`${client_id} ${last.id}`, last.position);
  const next_since = last?.id ?? since;
  return {
    data: page.map(eventShown),
    has_more: found.length > limit,
    ...(next_since === undefined ? {} : { next_since }),
  };
}

/**
 * The place in a tenant's log after which the events of `since` begin: that of an event, or of a time. Throws
 * `request_invalid`, where `pointer` says what was wrong.
 */
export async function placeOf(
  { store, recent }: Pick<Services, 'store' | 'recent'>,
  client_id: string,
  since: string | undefined,
  pointer = 'query/since',
): Promise<string> {
  if (since === undefined) return '';
  if (isTime(since)) return store.events.before(client_id, new Date(since));
  if (!EVENT_ID.test(since))
    throw sinceInvalid(pointer, 'format', 'This is neither an event’s id nor a time (RFC 3339).');
  const known = recent.places.get(`${client_id} ${since}`);
  if (known !== undefined) return known;
  const event = await store.events.find(client_id, since);
  if (event) return event.position;
  throw sinceInvalid(
    pointer,
    'event_unknown',
    'No event of this tenant has this id. Events are kept for 30 days: give a time, or none to begin with the oldest.',
  );
}

function sinceInvalid(pointer: string, code: string, message: string): VestibuleError {
  return new VestibuleError('request_invalid', message, { errors: [{ pointer, code, message }] });
}

/** Where a stream begins: the place in the log, and what to show as `Last-Event-ID` to begin there again. */
export interface StreamStart {
  place: string;
  id: string;
}

/** Where a stream of events begins; without `since` at the end. Throws `request_invalid`. */
export async function startOfStream(
  services: Pick<Services, 'store' | 'recent'>,
  { client_id }: Tenant,
  since?: string,
): Promise<StreamStart> {
  if (since !== undefined) return { place: await placeOf(services, client_id, since), id: since };
  const newest = await services.store.events.newest(client_id);
  return newest ? { place: newest.position, id: newest.id } : { place: '', id: BEGINNING };
}

/**
 * A tenant's events after a place in its log, each once and in order, then those to come, from every process. It ends
 * when `signal` aborts. Rejects as the store does while it begins or catches up; later it waits for the store.
 */
export async function* followTenantEvents(
  { tails }: Pick<Services, 'tails'>,
  client_id: string,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent, void> {
  const tail = await tails.follow(client_id);
  try {
    for (let position = after; !signal.aborted; ) {
      const events = await tail.after(position);
      if (events.length === 0) await tail.grown(position, signal);
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
        position = event.position;
      }
    }
  } finally {
    tail.stop();
  }
}

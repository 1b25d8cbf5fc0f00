import { LRUCache } from 'lru-cache';
import { trusted } from 'mongoose';
import type { EventType, TenantEvent, TenantEventData } from '../domain/tenant-event';
import { insertedInOrder } from './connection';
import type { EventDoc, Models } from './models';
import { placeOf, readFollowing } from './numbered';
import type { EventPort, LoggedEvent } from './store';

const DAY = 24 * 60 * 60_000;
/** ms that an event stays in the log. */
export const EVENTS_KEPT_FOR = 30 * DAY;
/** Tenants whose last place a process remembers. */
const REMEMBERED = 10_000;
/** Events in one insert. */
const BATCH = 500;

const idOf = (client_id: string, position: string): string => `${client_id} ${position}`;
/** Sorts after every place. */
const LAST = '9'.repeat(placeOf(0).length);

const eventOf = ({ _id, event_id, type, at, data }: EventDoc): LoggedEvent => ({
  position: _id.slice(-LAST.length),
  id: event_id,
  type: type as EventType,
  at: at.toISOString(),
  data: JSON.parse(data) as TenantEventData,
});

/**
 * The log of each tenant's events. Its places are numbered, and an event is inserted only once the one before is there:
 * of two writers who insert at one place one wins, and the other takes the next. So a reader who has come to a place
 * misses nothing.
 */
export function eventPort({ events }: Models, clock: () => number = Date.now): EventPort {
  const last = new LRUCache<string, number>({ max: REMEMBERED });

  const between = (client_id: string, from: string) => ({
    _id: trusted({ $gt: idOf(client_id, from || placeOf(0)), $lte: idOf(client_id, LAST) }),
  });
  /** Of a log that is empty, a number above all that it has had: it may be the first, or all others have expired. */
  const beginning = () => Math.floor(clock() / DAY) * DAY;
  const newest = async (client_id: string): Promise<number | undefined> => {
    const [found] = await events
      .find(between(client_id, ''), { _id: 1 })
      .sort({ _id: -1 })
      .limit(1)
      .lean<Pick<EventDoc, '_id'>[]>();
    return found && Number(found._id.slice(-LAST.length));
  };

  /** The next free place of a log, as far as this process knows. */
  const nextPlace = async (client_id: string): Promise<number> =>
    (last.get(client_id) ?? (await newest(client_id)) ?? beginning()) + 1;

  /** Inserts events at the places from here on, in order, up to the first that can't be; resolves to their count. */
  async function insert(client_id: string, place: number, some: readonly TenantEvent[]): Promise<number> {
    const expires_at = new Date(clock() + EVENTS_KEPT_FOR);
    const docs = some.map(({ id, type, at, data }, index) => {
      const entry = { event_id: id, type, at: new Date(at), data: JSON.stringify(data), expires_at };
      return { _id: idOf(client_id, placeOf(place + index)), ...entry };
    });
    const count = await insertedInOrder(events, docs);
    if (count > 0) last.set(client_id, place + count - 1);
    return count;
  }

  async function append(client_id: string, recorded: readonly TenantEvent[]): Promise<void> {
    for (let done = 0; done < recorded.length; ) {
      const some = recorded.slice(done, done + BATCH);
      const count = await insert(client_id, await nextPlace(client_id), some);
      done += count;
      const refused = some[count];
      if (!refused) continue;
      // It is recorded already, or another process has taken its place.
      last.delete(client_id);
      if (await events.exists({ event_id: refused.id })) done += 1;
    }
  }

  const end = async (client_id: string): Promise<string> => {
    const number = await newest(client_id);
    return number === undefined ? '' : placeOf(number);
  };

  return {
    append,
    async after(client_id, position, limit) {
      const found = await events.find(between(client_id, position)).sort({ _id: 1 }).limit(limit).lean<EventDoc[]>();
      return found.map(eventOf);
    },
    async following(client_id, position, limit) {
      const find = (place: string) => events.findOne({ _id: idOf(client_id, place) }).lean<EventDoc>();
      return (await readFollowing(position, limit, find)).map(eventOf);
    },
    end,
    async newest(client_id) {
      const [found] = await events.find(between(client_id, '')).sort({ _id: -1 }).limit(1).lean<EventDoc[]>();
      return found && eventOf(found);
    },
    async before(client_id, at) {
      // First: what is recorded while this looks must not be passed over.
      const newestBefore = await end(client_id);
      const [found] = await events
        .find({ ...between(client_id, ''), at: trusted({ $gte: at }) }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(1)
        .lean<Pick<EventDoc, '_id'>[]>();
      return found ? placeOf(Number(found._id.slice(-LAST.length)) - 1) : newestBefore;
    },
    async find(client_id, event_id) {
      const found = await events.findOne({ event_id }).lean<EventDoc>();
      return found?._id.startsWith(`${client_id} `) ? eventOf(found) : undefined;
    },
    async at(client_id, position) {
      const found = await events.findById(idOf(client_id, position)).lean<EventDoc>();
      return found ? eventOf(found) : undefined;
    },
  };
}

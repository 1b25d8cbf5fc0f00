import { tenantEventId } from '../../security/ids';
import type { StuckSession } from '../engine/open-sessions';
import type { Services } from '../services';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** A time for which a session is stuck. `since`: RFC 3339, when that was found. */
interface Bout {
  since: string;
}
const PREFIX = 'stuck/';
const BOUTS_PLACE = 'page/bouts';
/** Bouts a look. */
const LIMIT = 200;
const idOf = ({ client_id, session_id }: Pick<StuckSession, 'client_id' | 'session_id'>) =>
  `${PREFIX}${client_id}/${session_id}`;

type TellServices = Pick<Services, 'clock' | 'events'> & { store: Pick<Services['store'], 'watchNotes'> };

/**
 * Tells a tenant that its session is stuck: once for each time that it gets so, whoever finds it and however often.
 * Resolves to whether it was news.
 */
export async function tellStuck(services: TellServices, session: StuckSession): Promise<boolean> {
  const { store, events, clock } = services;
  const { client_id, session_id, skill, status, cause } = session;
  const id = idOf(session);
  const since = new Date(clock()).toISOString();
  const isNew = await store.watchNotes.add(id, JSON.stringify({ since } satisfies Bout));
  const bout = isNew ? { since } : (JSON.parse((await store.watchNotes.find(id)) ?? `{"since":"${since}"}`) as Bout);
  // Again where it was noted before: whoever has noted it may have died before it was told.
  await events.record(client_id, [
    {
      id: tenantEventId(client_id, `session/${session_id}/stuck/${bout.since}`),
      type: 'session.stuck',
      at: bout.since,
      data: { session_id, skill, status, cause },
    },
  ]);
  return isNew;
}

/** Finds sessions that are stuck, a page of each list a look, and tells their tenants. */
export async function findStuck(services: WatchServices, look: Look): Promise<Done> {
  const { store, sessions, log } = services;
  const done = nothing();
  for (const list of ['tasks', 'calls'] as const) {
    look.beat();
    const place = `page/${list}`;
    const from = await store.watchNotes.find(place);
    // It goes first: a place that the engine doesn't know any more must not be asked for again and again.
    if (from !== undefined) await store.watchNotes.remove(place);
    const { found, next } = await sessions.stuck(list, from);
    for (const session of found) {
      look.beat();
      done.checked += 1;
      if (!(await tellStuck(services, session))) continue;
      done.told += 1;
      log.stuck(session);
    }
    if (next !== undefined) await store.watchNotes.put(place, next);
  }
  return done;
}

/** Forgets sessions that are stuck no more, so that the next time is told again. */
export async function forgetFreed(services: WatchServices, look: Look): Promise<Done> {
  const { store, sessions } = services;
  const done = nothing();
  const from = (await store.watchNotes.find(BOUTS_PLACE)) ?? '';
  const bouts = await store.watchNotes.list(PREFIX, from, LIMIT);
  for (const { id } of bouts) {
    look.beat();
    const [, client_id = '', session_id = ''] = id.split('/');
    done.checked += 1;
    if (!(await sessions.isStuck({ client_id, session_id }))) await store.watchNotes.remove(id);
  }
  const last = bouts.length === LIMIT ? bouts.at(-1) : undefined;
  if (last) await store.watchNotes.put(BOUTS_PLACE, last.id);
  else if (from !== '') await store.watchNotes.remove(BOUTS_PLACE);
  return done;
}

import { parseSkillName } from '../../domain/skill/skill';
import type { TenantEvent } from '../../domain/tenant-event';
import { tenantEventId } from '../../security/ids';
import type { PublicationNote, Tenant } from '../../store/store';
import { isFlavourAllowed } from '../tenant-rules';
import { HOUR, MINUTE } from './grid';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** ms after which what is published is read without a sign: whoever published may have died before giving it. */
const REREAD_EVERY = 10 * MINUTE;
/** Tenants after which it is noted how far the telling has come. */
const NOTE_EVERY = 100;
/** More skills than any installation has. */
const MOST = 100_000;

/** What was told of a skill last; `upto`: the tenant up to which, where there was no time for all. */
interface Told {
  state: string;
  upto?: string;
}
/** What was read last: the mark of publications, and when, ms since the epoch. */
interface Seen {
  mark?: string | undefined;
  at: number;
}
const SEEN = 'skills';
const PREFIX = 'skill/';

/**
 * Tells tenants of skills that were published or retired: what is published is compared with what was told. So whoever
 * publishes waits for nobody, and may die right after it.
 */
export async function tellOfSkills(services: WatchServices, look: Look): Promise<Done> {
  const { store, clock } = services;
  const [mark, noted] = await Promise.all([store.publications.mark(), store.watchNotes.find(SEEN)]);
  const seen = noted === undefined ? undefined : (JSON.parse(noted) as Seen);
  if (seen && seen.mark === mark && clock() - seen.at < REREAD_EVERY) return nothing();
  const told = new Map((await store.watchNotes.list(PREFIX, '', MOST)).map(({ id, value }) => [id, value]));
  const done = nothing();
  for (const publication of await store.publications.list()) {
    const known = told.get(PREFIX + publication.skill);
    const before = known === undefined ? undefined : (JSON.parse(known) as Told);
    const state = stateOf(publication, before);
    if (before?.state === state && before.upto === undefined) continue;
    done.checked += 1;
    const news = { publication, state, from: before?.state === state ? (before.upto ?? '') : '' };
    // What happened before there was a watch is no news.
    const isOld = !seen && clock() - changedAt(publication).getTime() > HOUR;
    if (!isOld && !(await tellTenants(services, look, news, done))) return { ...done, isMore: true };
    await note(services, publication, { state });
  }
  await store.watchNotes.put(SEEN, JSON.stringify({ mark, at: clock() } satisfies Seen));
  return done;
}

const changedAt = ({ retired, published_at }: PublicationNote): Date => retired?.at ?? published_at;

/** How a skill stands, as a word that is another after each change. */
function stateOf({ retired }: PublicationNote, before: Told | undefined): string {
  if (retired) return `retired ${retired.at.toISOString()}`;
  return before?.state.startsWith('retired ') ? `published after ${before.state}` : (before?.state ?? 'published');
}

const note = ({ store }: WatchServices, { skill }: PublicationNote, told: Told): Promise<void> =>
  store.watchNotes.put(PREFIX + skill, JSON.stringify(told));

interface News {
  publication: PublicationNote;
  state: string;
  /** The tenant that was told last. */
  from: string;
}

/** Tells all tenants that a skill concerns. Resolves to whether there was time for all. */
async function tellTenants(services: WatchServices, look: Look, news: News, done: Done): Promise<boolean> {
  const { publication, state, from } = news;
  const tenants = (await services.store.tenants.list())
    .filter((tenant) => tenant.client_id > from && isConcerned(tenant, publication))
    .sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  for (const [index, { client_id }] of tenants.entries()) {
    if (look.isLate()) return false;
    look.beat();
    await services.events.record(client_id, [eventOf(client_id, publication, state)]);
    done.told += 1;
    if (index % NOTE_EVERY === NOTE_EVERY - 1) await note(services, publication, { state, upto: client_id });
  }
  return true;
}

function eventOf(client_id: string, publication: PublicationNote, state: string): TenantEvent {
  const { skill, digest, retired } = publication;
  const status = retired ? 'retired' : 'published';
  return {
    id: tenantEventId(client_id, `skill/${skill}/${digest}/${state}`),
    type: `skill.${status}`,
    at: changedAt(publication).toISOString(),
    data: { skill, status, digest },
  };
}

/**
 * Whether a tenant is told of a skill: of the end of one that it has registered; of the beginning also where it has
 * registered another version of it, or its twin, for it can register only what is published already.
 */
function isConcerned({ skills, flavour }: Tenant, { skill, retired }: PublicationNote): boolean {
  if (skills.includes(skill)) return true;
  const published = parseSkillName(skill);
  if (retired || !published || !isFlavourAllowed(flavour, published.flavour)) return false;
  return skills.some((name) => {
    const own = parseSkillName(name);
    return own?.provider === published.provider && own.type === published.type && own.product === published.product;
  });
}

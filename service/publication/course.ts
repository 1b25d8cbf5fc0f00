import { VestibuleError } from '../../domain/errors';
import { parseSkillName, twinName } from '../../domain/skill/skill';
import type { Publication, PublicationNote, Publisher } from '../../store/store';
import type { Page } from '../catalog';
import type { Services } from '../services';
import type { PublicationState } from './publication-state';
import { type Published, requireNotBundled, stateHere } from './publish';
import { isOf, providersOf } from './publisher-access';

const DEFAULT_LIMIT = 50;

/** What a servicer has published, by name. `cursor`: the name of the last one of the page before. */
export async function listPublications(
  services: Services,
  by: Publisher,
  { limit = DEFAULT_LIMIT, cursor = '' }: { limit?: number; cursor?: string },
): Promise<Page<PublicationState>> {
  const providers = await providersOf(services, by);
  const own = (await services.store.publications.list()).filter((note) => isOf(note, providers));
  const rest = own.filter(({ skill }) => skill > cursor);
  const page = rest.slice(0, limit);
  const has_more = page.length < rest.length;
  return {
    data: page.map((note) => stateHere(services, note)),
    has_more,
    next_cursor: has_more ? (page.at(-1)?.skill ?? null) : null,
  };
}

/**
 * Publishes a sandbox skill's production twin: the very document that was published, and no other. `digest`: of what
 * the servicer means. The same again changes nothing. Throws `publication_not_found`, `skill_changed`, `skill_retired`,
 * `skill_bundled`.
 */
export async function promoteSkill(
  services: Services,
  by: Publisher,
  skill: string,
  digest: string,
): Promise<Published> {
  const { store, publishing } = services;
  const sandbox = await ownPublication(services, by, skill);
  if (parseSkillName(skill)?.flavour !== 'sandbox')
    throw new VestibuleError('promotion_needed', `${skill} is in production already; a sandbox skill is promoted.`);
  if (sandbox.digest !== digest)
    throw new VestibuleError(
      'skill_changed',
      `${skill} was published with the digest ${sandbox.digest}, not ${digest}.`,
    );
  if (sandbox.retired) throw new VestibuleError('skill_retired', `${skill} was retired, and is not promoted.`);
  const name = twinName(skill);
  const { document, texts, proof } = sandbox;
  if (!(await store.publications.find(name))) await requireNotBundled(services, name);
  const isNew = await store.publications.create({ skill: name, digest, document, texts, proof, by });
  const publication = (await store.publications.find(name)) as Publication;
  if (publication.digest !== digest)
    throw new VestibuleError('skill_changed', `${name} is in production with another document.`);
  if (!isNew) await store.publications.announce();
  await publishing.refresh();
  return { isNew, publication: stateHere(services, publication) };
}

/**
 * Retires a skill: no new session begins with it, those that are open go on. `undo` takes it back. The same again
 * changes nothing. Throws `publication_not_found`.
 */
export async function retireSkill(
  services: Services,
  by: Publisher,
  skill: string,
  undo = false,
): Promise<PublicationState> {
  const { store, publishing, clock } = services;
  const before = await ownPublication(services, by, skill);
  if ((before.retired !== undefined) === undo)
    await store.publications.setRetired(skill, undo ? undefined : { by, at: new Date(clock()) });
  // Whoever has retired it may have died, or lost the database, before the others heard of it.
  else await store.publications.announce();
  await publishing.refresh();
  return stateHere(services, (await store.publications.find(skill)) as PublicationNote);
}

/**
 * A publication of this servicer's; another's is as absent as one that is not there. Throws `publication_not_found`.
 */
async function ownPublication(services: Services, by: Publisher, skill: string): Promise<Publication> {
  const found = await services.store.publications.find(skill);
  if (found && isOf(found, await providersOf(services, by))) return found;
  if (!found) await requireNotBundled(services, skill);
  throw new VestibuleError('publication_not_found', `The servicer ${by.servicer} has published no such skill.`);
}

import { type InputFault, VestibuleError } from '../../domain/errors';
import { escapeToken } from '../../domain/pointer';
import type { SkillName } from '../../domain/skill/skill';
import { parseSkillName, twinName } from '../../domain/skill/skill';
import type { ReadSkill } from '../../kit/checker';
import { same } from '../../kit/diff/pairs';
import { strayTexts, type Texts } from '../../kit/texts';
import type { Publication, Publisher } from '../../store/store';
import type { Services } from '../services';
import type { Judged } from './document-check';
import { type ProofRequest, proofOf } from './proof';
import { type PublicationState, publicationState } from './publication-state';
import { isOf, providersOf } from './publisher-access';
import { checkVersion } from './version-rule';

/** A skill as its servicer sends it. */
export interface PublicationRequest extends ProofRequest {
  /** The document's text, as its author wrote it: the check names lines and columns of it. */
  document: string;
  texts?: Record<string, Texts>;
}
/** The outcome of a publication; `isNew` is `false` where the very same was published before. */
export interface Published {
  isNew: boolean;
  publication: PublicationState;
}

/** Names that one servicer may have published, retired ones among them: each is held in memory by every process. */
const MAX_PUBLISHED = 500;

/**
 * Publishes a sandbox skill: checks it, and keeps it for every process. The same again changes nothing.
 *
 * Throws `skill_invalid` with all that the check has found, `promotion_needed`, `provider_forbidden`, `skill_bundled`,
 * `skill_changed`, `version_too_small`, `coverage_missing` and `catalog_full`.
 */
export async function publishSkill(
  services: Services,
  by: Publisher,
  { document, texts = {}, ...proof }: PublicationRequest,
): Promise<Published> {
  const { store, publishing } = services;
  const { definition, digest } = checked(await publishing.check(document, 'document'), texts);
  const { skill } = definition;
  const parsed = parseSkillName(skill) as SkillName;
  if (parsed.flavour !== 'sandbox') throw promotionNeeded(skill);
  const providers = await providersOf(services, by);
  if (!providers.includes(parsed.provider)) throw providerForbidden(by, parsed.provider, providers);
  const there = await store.publications.find(skill);
  if (there) return repeated(services, there, digest, texts);
  await requireNotBundled(services, skill);

  await checkVersion(services, definition);
  const proven = proofOf(proof, digest);
  const own = (await store.publications.list()).filter((note) => isOf(note, providers));
  if (own.length >= MAX_PUBLISHED) throw catalogFull();
  const isNew = await store.publications.create({ skill, digest, document, texts, proof: proven, by });
  const publication = (await store.publications.find(skill)) as Publication;
  if (!isNew) return repeated(services, publication, digest, texts);
  await publishing.refresh();
  return { isNew, publication: stateHere(services, publication) };
}

/** A publication as this process answers it: with whether it serves the skill. */
export const stateHere = ({ skills }: Services, note: Parameters<typeof publicationState>[0]): PublicationState => {
  const served = skills.get(note.skill);
  return publicationState(note, served !== undefined && served.retired_at === undefined);
};

/** The document, if nothing but warnings was found in it and its texts; else `skill_invalid`. */
function checked({ skill, findings }: Judged, texts: Record<string, Texts>): ReadSkill {
  const faults: InputFault[] = findings
    .filter(({ level }) => level === 'fault')
    .map(({ code, pointer, line, column, message }) => ({ code, pointer, line, column, message }));
  if (skill) faults.push(...textFaults(skill, texts));
  if (skill && faults.length === 0) return skill;
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  const message = `The check has found ${count} in the skill.`;
  throw new VestibuleError('skill_invalid', message, { errors: faults });
}

/** The translations that nothing in the document could have. */
export const textFaults = ({ definition }: ReadSkill, texts: Record<string, Texts>): InputFault[] =>
  Object.entries(texts).flatMap(([locale, some]) =>
    strayTexts(definition, some).map((address) => ({
      pointer: `/texts/${escapeToken(locale)}/${escapeToken(address)}`,
      code: 'text_unknown',
      message: `There is nothing at '${address}' that could have this text.`,
    })),
  );

function promotionNeeded(skill: string): VestibuleError {
  const sandbox = twinName(skill);
  const message = `Publish it as ${sandbox}, try it, and promote that: POST /catalog/${encodeURIComponent(sandbox)}/promote.`;
  return new VestibuleError('promotion_needed', message);
}

function providerForbidden({ servicer }: Publisher, provider: string, providers: string[]): VestibuleError {
  const has = providers.length === 0 ? 'It has none yet' : `It has: ${providers.join(', ')}`;
  return new VestibuleError(
    'provider_forbidden',
    `'${provider}' is not a provider of the servicer ${servicer}. ${has}.`,
  );
}

/**
 * Refuses a name that is not published, where the platform's files have or had it: what they say is decided where the
 * platform is deployed. Throws `skill_bundled`.
 */
export async function requireNotBundled({ publishing, store }: Services, skill: string): Promise<void> {
  if (!publishing.bundled.get(skill) && (await store.skills.digests([skill])).length === 0) return;
  throw new VestibuleError('skill_bundled', `${skill} comes with the platform: copy it to the next version.`);
}

/** The outcome where the name is taken: by the very same, or by another document or other texts. */
async function repeated(
  services: Services,
  there: Publication,
  digest: string,
  texts: Record<string, Texts>,
): Promise<Published> {
  const differs = there.digest !== digest ? 'another document' : same(there.texts, texts) ? undefined : 'other texts';
  if (differs !== undefined)
    throw new VestibuleError(
      'skill_changed',
      `${there.skill} was published with ${differs}, and never changes: copy it to the next version.`,
    );
  // Whoever published it may have died before the others heard of it.
  await services.store.publications.announce();
  await services.publishing.refresh();
  return { isNew: false, publication: stateHere(services, there) };
}

const catalogFull = () =>
  new VestibuleError('catalog_full', `A servicer can publish ${MAX_PUBLISHED} skills, retired ones among them.`);

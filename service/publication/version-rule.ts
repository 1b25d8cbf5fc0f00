import { type InputFault, VestibuleError } from '../../domain/errors';
import type { SkillDefinition } from '../../domain/skill/definition';
import { diffSkills } from '../../kit/diff/diff';
import { byVersion, productOf, versionFault, versionOf } from '../../kit/diff/version';
import type { Services } from '../services';

/**
 * Refuses a version whose number hides what has changed since the latest of its major version, with every change that
 * breaks clients: `version_too_small`.
 */
export async function checkVersion(services: Services, definition: SkillDefinition): Promise<void> {
  const { skill } = definition;
  const last = (await versionsOf(services, productOf(skill)))
    .filter((name) => versionOf(name).major === versionOf(skill).major)
    .sort(byVersion)
    .at(-1);
  if (last === undefined) return;
  const before = await definitionOf(services, last);
  const changes = before ? diffSkills(before, definition) : [];
  const fault = versionFault(last, skill, changes);
  if (fault === undefined) return;
  const errors = changes
    .filter(({ level }) => level === 'breaking')
    .map(({ from = '', to = from, code, message }): InputFault => ({ pointer: to, code, message }));
  throw new VestibuleError('version_too_small', fault, errors.length > 0 ? { errors } : {});
}

/** The names of all versions of a product that there are, retired ones among them. */
async function versionsOf({ store, publishing }: Services, product: string): Promise<string[]> {
  const bundled = publishing.bundled.list().map(({ name }) => name);
  const published = (await store.publications.list()).map(({ skill }) => skill);
  return [...bundled, ...published].filter((name) => productOf(name) === product);
}

async function definitionOf({ store, publishing }: Services, skill: string): Promise<SkillDefinition | undefined> {
  const bundled = publishing.bundled.get(skill);
  if (bundled) return bundled.definition;
  const published = await store.publications.find(skill);
  return published && store.skills.find(skill, published.digest);
}

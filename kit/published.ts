import { parseSkillName, type SkillName } from '../domain/skill/skill';
import type { ReadSkill } from './checker';
import type { PublishedSkill } from './load';
import type { Texts } from './texts';

/** The same product and version for the sandbox. A sandbox skill's name stays as it is. */
export const sandboxName = (skill: string): string => (isSandbox(skill) ? skill : skill.replace('_#', '_sbx_#'));
/** The same product and version for production. */
export const productionName = (skill: string): string => skill.replace(/_sbx_#/, '_#');

const isSandbox = (skill: string): boolean => parseSkillName(skill)?.flavour === 'sandbox';

/** A checked document as the skill that is published under a name: its own, or its production twin's. */
export function publishedAs(
  name: string,
  { definition, graph, digest }: ReadSkill,
  texts: Record<string, Texts>,
): PublishedSkill {
  const parsed = parseSkillName(name) as SkillName;
  return {
    name,
    parsed,
    digest,
    definition: { ...definition, skill: name },
    graph: { ...graph, skill: name, flavour: parsed.flavour },
    texts,
  };
}

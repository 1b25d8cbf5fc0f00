import { parseSkillName, type SkillName } from '../domain/skill/skill';
import type { ReadSkill } from './checker';
import type { PublishedSkill } from './load';
import type { Texts } from './texts';

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

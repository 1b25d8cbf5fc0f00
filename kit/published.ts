import type { SkillDefinition } from '../domain/skill/definition';
import type { Graph } from '../domain/skill/graph';
import { parseSkillName, type SkillName } from '../domain/skill/skill';
import type { ReadSkill } from './checker';
import type { Texts } from './texts';

/** A published skill: its definition, the graph that its sessions run, its texts by locale. */
export interface PublishedSkill {
  name: string;
  parsed: SkillName;
  digest: string;
  definition: SkillDefinition;
  graph: Graph;
  texts: Record<string, Texts>;
  /** Where its document is; absent where it comes from the store. */
  file?: string;
}

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

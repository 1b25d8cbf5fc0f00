import type { Step } from '../session/kinds';

/**
 * A skill as its author wrote it: the document `skills/<skill>/<version>.json`, of the shape of `skill.schema.json`.
 */
export interface SkillDefinition {
  $schema?: string;
  skill: string;
  title: string;
  description?: string;
  catalog: string;
  limits: { expires: string; idle?: string; steps?: number };
  start: string;
  on?: Record<string, string>;
  steps: Record<string, Step>;
}

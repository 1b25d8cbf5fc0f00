import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../../domain/json';
import { parseSkillName, type SkillType } from '../../../domain/skill/skill';
import { schemaFolder } from '../documents';
import { SkillToolError } from '../io';
import { depositSteps, type Part } from './deposit';

/** What a new skill is to be. */
export interface Wishes {
  provider: string;
  product: string;
  type: SkillType;
  /** Of a marketplace skill. */
  parts: readonly Part[];
}

/** The newest bundled document of a type: the bank's own operations in the order that its rules ask for. */
const BUNDLED = { aisp: 'xyz_aisp/1.2.json', pisp: 'xyz_pisp/1.2.json' } as const;

/** The name of version 1.0 of a new sandbox skill. Throws `SkillToolError` where its parts make no name. */
export function nameOf({ provider, product, type }: Wishes): string {
  const parts = [provider, ...(type === 'marketplace' ? [] : [type]), product];
  const name = `${parts.join('_')}_sbx_#1.0`;
  const parsed = parseSkillName(name);
  if (parsed?.provider === provider && parsed.product === product && parsed.type === type) return name;
  throw new SkillToolError(
    `'${name}' is no name of a skill: provider and product have lower-case letters and digits, letters first.`,
  );
}

/** The document of a new skill; `$schema`: where its editor schema lies. */
export function newDocument(wishes: Wishes, $schema: string): JsonObject {
  const skill = nameOf(wishes);
  if (wishes.type !== 'marketplace') {
    const text = readFileSync(path.join(schemaFolder(), BUNDLED[wishes.type]), 'utf8');
    return { ...(JSON.parse(text) as JsonObject), $schema, skill };
  }
  return {
    $schema,
    skill,
    title: 'Open a deposit',
    catalog: 'xyz',
    limits: { expires: 'P14D', idle: 'P2D', steps: 100 },
    start: 'terms',
    on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
    steps: depositSteps(wishes.parts),
  };
}

/** The folder of scenarios that a bundled document brings along; none for one that is composed. */
export const bundledScenarios = ({ type }: Wishes): string | undefined =>
  type === 'marketplace'
    ? undefined
    : path.join(schemaFolder(), path.dirname(BUNDLED[type]), 'scenarios', path.basename(BUNDLED[type], '.json'));

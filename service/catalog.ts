import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import type { UploadField } from '../domain/skill/ask';
import { dataSchema, uploadFields } from '../domain/skill/ask';
import type { Flavour, Schema, SkillType } from '../domain/skill/skill';
import { fillForm } from '../kit/forms/fill';
import type { PublishedSkill } from '../kit/published';
import { samplePayload } from '../kit/sample';
import type { Tenant } from './access';
import type { ServiceDeps } from './deps';
import type { ServedSkill } from './publication/live-skills';
import { isFlavourAllowed } from './tenant-rules';

export interface SkillSummary {
  skill: string;
  title: string;
  description: string;
  provider: string;
  type: SkillType;
  /** Of several products of one provider and type. */
  product?: string;
  flavour: Flavour;
  version: string;
}

/** A step at which the user submits something. */
export interface StepDescription {
  step: string;
  title: string;
  /** JSON Schema (2020-12) of the data. */
  schema: Schema;
  uploads: UploadField[];
  /** A payload that fits the schema. */
  sample: Json;
}
export type SkillDescription = SkillSummary & { steps: StepDescription[] };

/** One page of a list; `next_cursor` is null on the last one. */
export interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface SkillQuery {
  type?: string;
  provider?: string;
  product?: string;
  flavour?: string;
  /** Skills a page; 50 by default. */
  limit?: number;
  cursor?: string;
}
const DEFAULT_LIMIT = 50;

type Skills = Pick<ServiceDeps, 'skills'>;

/** The skills that a tenant has registered, by name. Throws `request_invalid` for a foreign cursor. */
export function listSkills({ skills }: Skills, tenant: Tenant, query: SkillQuery): Page<SkillSummary> {
  const { type, provider, product, flavour, limit = DEFAULT_LIMIT, cursor } = query;
  const listed = tenant.skills
    .flatMap((name) => registeredSkill(skills, tenant, name) ?? [])
    .filter(({ retired_at }) => retired_at === undefined)
    .filter(({ parsed }) => (type ?? parsed.type) === parsed.type)
    .filter(({ parsed }) => (provider ?? parsed.provider) === parsed.provider)
    .filter(({ parsed }) => (product ?? parsed.product) === parsed.product)
    .filter(({ parsed }) => (flavour ?? parsed.flavour) === parsed.flavour)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  // A cursor is the name of the last skill of the page before: a skill that comes or goes moves no other.
  const after = cursor === undefined ? '' : readCursor(cursor);
  const rest = listed.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const has_more = page.length < rest.length;
  const next_cursor = has_more ? Buffer.from(page.at(-1)?.name ?? '').toString('base64url') : null;
  return { data: page.map(summarise), has_more, next_cursor };
}

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8');
  if (Buffer.from(name).toString('base64url') === cursor) return name;
  const message = 'The cursor is not one that this list gave out.';
  throw new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/cursor', code: 'cursor', message }],
  });
}

/** A skill with the steps that its user meets. */
export const describeSkill = (skill: PublishedSkill): SkillDescription => ({
  ...summarise(skill),
  steps: describeSteps(skill),
});

/** A skill of the tenant's with which sessions may begin. Throws `skill_not_found` and `skill_retired`. */
export function findSkill({ skills }: Skills, tenant: Tenant, name: string): PublishedSkill {
  const skill = registeredSkill(skills, tenant, name);
  if (!skill) throw new VestibuleError('skill_not_found', 'This tenant has no such skill.');
  if (skill.retired_at)
    throw new VestibuleError(
      'skill_retired',
      `${name} was retired: use a newer version. Sessions that are open go on.`,
    );
  return skill;
}

/** A skill that the tenant registered, that this environment has, and whose flavour the tenant may use. */
function registeredSkill(skills: Skills['skills'], tenant: Tenant, name: string): ServedSkill | undefined {
  const skill = tenant.skills.includes(name) ? skills.get(name) : undefined;
  return skill && isFlavourAllowed(tenant.flavour, skill.parsed.flavour) ? skill : undefined;
}

const summarise = ({ name, parsed, definition }: PublishedSkill): SkillSummary => ({
  skill: name,
  title: definition.title,
  description: definition.description ?? definition.title,
  provider: parsed.provider,
  type: parsed.type,
  ...(parsed.product === undefined ? {} : { product: parsed.product }),
  flavour: parsed.flavour,
  version: parsed.version,
});

/** The steps in the definition's order. What a bank asks for on the way is not known beforehand. */
function describeSteps({ definition }: PublishedSkill): StepDescription[] {
  return Object.entries(definition.steps).flatMap(([step, body]) => {
    if (!('ask' in body)) return [];
    const schema = dataSchema(body.ask);
    return [
      {
        step,
        title: body.title ?? step,
        schema,
        uploads: uploadFields(body.ask),
        sample: fillForm(body.ask) ?? samplePayload(schema),
      },
    ];
  });
}

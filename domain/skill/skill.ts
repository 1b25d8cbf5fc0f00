import type { Json, JsonObject } from '../json';

/** A JSON Schema (2020-12), restricted to the keywords that the language allows. */
export type Schema = JsonObject;

/**
 * A value of a definition. `{"$": "/steps/quote/rate"}` stands for a value of the session, anything else for itself.
 */
export type Template = Json;
export type Templates = { [name: string]: Template };

/** The condition of a branch: JSON Pointer → schema, all must match. */
export type When = { [pointer: string]: Schema };
export type Branch = { when?: When; to: string };

/** A reminder for the tenant: its name, and how long the session waits in the step until then (ISO 8601 duration). */
export type Notice = { after: string; event: string };

/**
 * The members that every kind of step may have. `within` is an ISO 8601 duration, `until` a time among the session's
 * data, `visits` a count of entries.
 */
export interface StepCommon {
  title?: string;
  description?: string;
  next?: string | Branch[];
  on?: Record<string, string>;
  within?: string;
  until?: Template;
  notify?: Notice[];
  visits?: number;
}

/** The branches of `next`, however it was written; none for an end. */
export function branches({ next }: StepCommon): Branch[] {
  if (next === undefined) return [];
  return typeof next === 'string' ? [{ to: next }] : next;
}

/** How a definition's end closes the session. */
export type Ending = 'succeeded' | 'rejected' | 'cancelled' | 'expired' | 'failed';

export type SkillType = 'aisp' | 'pisp' | 'marketplace';
export type Flavour = 'production' | 'sandbox';

/**
 * The parts of a skill's name: `<provider>[_<type>][_<product>][_sbx]_#<version>`. No type means marketplace. A product
 * tells skills of one provider apart: `xyz_travel_#1.0`.
 */
export interface SkillName {
  provider: string;
  type: SkillType;
  product?: string;
  flavour: Flavour;
  version: string;
}

/** How a skill's name is made, for people. */
export const SKILL_NAME_FORM = '<provider>[_aisp|_pisp][_<product>][_sbx]_#<major>.<minor>';

/** Characters of the longest name. */
export const SKILL_NAME_LENGTH = 72;

/** A product is no type and no `sbx`, so a name has one reading. */
const NAME =
  /^([a-z][a-z0-9]{0,30})(?:_(aisp|pisp))?(?:_(?!(?:aisp|pisp|sbx)_)([a-z][a-z0-9]{0,19}))?(_sbx)?_#([0-9]{1,4}\.[0-9]{1,4})$/;

/** Parses a skill's name; `undefined` where it is not one. */
export function parseSkillName(name: string): SkillName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  return {
    provider: match[1] as string,
    type: (match[2] as SkillType | undefined) ?? 'marketplace',
    ...(match[3] === undefined ? {} : { product: match[3] }),
    flavour: match[4] ? 'sandbox' : 'production',
    version: match[5] as string,
  };
}

/** The name of a skill's twin: the same body for the other flavour. */
export const twinName = (name: string): string =>
  name.includes('_sbx_#') ? name.replace('_sbx_#', '_#') : name.replace('_#', '_sbx_#');

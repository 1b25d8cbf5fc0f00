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

/** The members that every kind of step may have. `within` is an ISO 8601 duration, `visits` a count of entries. */
export interface StepCommon {
  title?: string;
  description?: string;
  next?: string | Branch[];
  on?: Record<string, string>;
  within?: string;
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

/** The parts of a skill's name: `<provider>[_<type>][_sbx]_#<version>`; no type means marketplace. */
export interface SkillName {
  provider: string;
  type: SkillType;
  flavour: Flavour;
  version: string;
}

const NAME = /^([a-z][a-z0-9]{0,30})(?:_(aisp|pisp))?(_sbx)?_#([0-9]{1,4}\.[0-9]{1,4})$/;

/** Parses a skill's name; `undefined` where it is not one. */
export function parseSkillName(name: string): SkillName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  return {
    provider: match[1] as string,
    type: (match[2] as SkillType | undefined) ?? 'marketplace',
    flavour: match[3] ? 'sandbox' : 'production',
    version: match[4] as string,
  };
}

/** The name of a skill's twin: the same body for the other flavour. */
export const twinName = (name: string): string =>
  name.includes('_sbx_#') ? name.replace('_sbx_#', '_#') : name.replace('_#', '_sbx_#');

import type { Json, JsonObject } from '../json';

/** A JSON Schema (2020-12), restricted to the keywords that the language allows. */
export type Schema = JsonObject;

/** `{"$": "/steps/quote/rate"}` stands for a value of the session; anything else stands for itself. */
export type Template = Json;

/** `when`: JSON Pointer → schema, all must match. */
export type When = { [pointer: string]: Schema };
export type Branch = { when?: When; to: string };

/** What every step may carry beside its one kind key. `within` is an ISO 8601 duration, `visits` a count of entries. */
export interface StepCommon {
  title?: string;
  description?: string;
  next?: string | Branch[];
  on?: Record<string, string>;
  within?: string;
  visits?: number;
}
export interface Compensation {
  call: string;
  with?: { [argument: string]: Template };
}
export type AskStep = StepCommon & { ask: Schema; show?: { [name: string]: Template } };
export type CallStep = StepCommon & {
  call: string;
  with?: { [argument: string]: Template };
  compensate?: Compensation;
  commit?: boolean;
};
export type AwaitStep = StepCommon & { await: string };
export type ScaMethod = 'redirect' | 'decoupled' | 'otp';
export type ScaStep = StepCommon & {
  sca: { call: string; with?: { [argument: string]: Template }; methods?: ScaMethod[] };
};
export type Ending = 'succeeded' | 'rejected' | 'cancelled' | 'expired' | 'failed';
export type EndStep = {
  title?: string;
  end: Ending;
  credentials?: { [name: string]: Template };
  output?: { [name: string]: Template };
  reason?: { code: string; message: string };
};
export type Step = AskStep | CallStep | AwaitStep | ScaStep | EndStep;

/** One skill as its author wrote it: the document under `skills/<provider>/`. */
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

/** Reads a skill's name; `undefined` where it is not one. */
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

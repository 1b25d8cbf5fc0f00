import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { InputFault } from '../domain/errors';
import type { Json, JsonObject } from '../domain/json';
import type { NextView } from '../domain/session/session';
import { dataSchema } from '../domain/skill/ask';
import type { Schema, SkillDefinition } from '../domain/skill/skill';
import { textsFor, translate } from '../kit/texts';
import type { ServiceDeps } from './deps';
import { readFaults } from './schema-faults';

/** All faults of a value, in document order, with pointers that begin with `at`; none where it fits the schema. */
export type Check = (value: Json, at?: string) => InputFault[];

/** RE2 in place of RegExp: linear time, whatever the pattern. ajv caches patterns by their text, hence `toString`. */
const linearTime = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `re2:${pattern}` };
  },
  { code: 'linearTime' },
);

/**
 * Compiles a JSON Schema of a skill or catalog (2020-12; `x-…` keywords are ignored). Each schema gets its own ajv, so
 * that memory is freed when its check is dropped.
 */
export function compileCheck(schema: Schema): Check {
  const ajv = new Ajv({ allErrors: true, strict: false, $data: false, verbose: false, code: { regExp: linearTime } });
  addFormats(ajv, { mode: 'fast' });
  ajv.addVocabulary(['x-upload', 'x-sensitive', 'x-ui']);
  return asCheck(ajv.compile(schema));
}

/** A function that ajv has compiled, as a check. */
export const asCheck =
  (validate: ValidateFunction): Check =>
  (value, at = '') =>
    validate(value) ? [] : readFaults(validate.errors ?? [], value, at);

/** The form of one step: the schema of its data, compiled. */
export interface Form {
  schema: Schema;
  check: Check;
}
type FormView = Extract<NextView, { kind: 'form' }>;
/** The platform's own forms: a bank asks for a one-time password, a method or a password. */
export type Challenge = Exclude<FormView['form'], 'data'>;

const secret = (more: JsonObject): Schema => ({ type: 'string', minLength: 1, 'x-sensitive': 'secret', ...more });
const only = (name: string, schema: Schema): Schema => ({
  type: 'object',
  required: [name],
  additionalProperties: false,
  properties: { [name]: schema },
});

function challengeSchema(form: Challenge, choices: FormView['choices'] = []): Schema {
  if (form === 'otp') return only('otp', secret({ maxLength: 64, title: 'One-time password' }));
  if (form === 'password') return only('password', secret({ maxLength: 128, title: 'Password' }));
  const method: JsonObject = { type: 'string', minLength: 1, maxLength: 128, title: 'Method' };
  if (choices.length > 0) Object.assign(method, { oneOf: choices.map(({ id, title }) => ({ const: id, title })) });
  return only('authentication_method_id', method);
}

/** The schema of the data that a session asks for; anything goes where its definition is lost. */
export function schemaOf({ form, step, choices }: FormView, definition: SkillDefinition | undefined): Schema {
  if (form !== 'data') return challengeSchema(form, choices);
  const found = definition?.steps[step];
  return found && 'ask' in found ? dataSchema(found.ask) : {};
}

export interface Forms {
  /**
   * The definition that a session runs, which may be older than what new sessions get; `undefined` where it is lost.
   * `locale` (BCP 47): with the skill's texts for it, where there are some.
   */
  definition(skill: string, digest: string, locale?: string): Promise<SkillDefinition | undefined>;
  /** The form of a step; `undefined` where the step asks for nothing. */
  ofStep(skill: string, digest: string, step: string): Promise<Form | undefined>;
  ofChallenge(form: Challenge, choices?: FormView['choices']): Form;
}

/** Caches definitions and compiled forms, which never change. The caches are bounded. */
export function createForms({ skills, store }: Pick<ServiceDeps, 'skills' | 'store'>): Forms {
  const definitions = new LRUCache<string, SkillDefinition>({ max: 200 });
  const forms = new LRUCache<string, Form>({ max: 1_000 });
  const challenges = new LRUCache<string, Form>({ max: 200 });
  const compiled = (schema: Schema): Form => ({ schema, check: compileCheck(schema) });

  const asWritten = async (skill: string, digest: string) => {
    const current = skills.get(skill);
    if (current?.digest === digest) return current.definition;
    const key = `${skill} ${digest}`;
    const found = definitions.get(key) ?? (await store.skills.find(skill, digest));
    if (found) definitions.set(key, found);
    return found;
  };

  const definition: Forms['definition'] = async (skill, digest, locale) => {
    const texts = locale === undefined ? undefined : textsFor(skills.get(skill)?.texts ?? {}, locale);
    const original = await asWritten(skill, digest);
    if (!texts || !original) return original;
    const key = `${skill} ${digest} ${locale}`;
    const known = definitions.get(key) ?? translate(original, texts);
    definitions.set(key, known);
    return known;
  };

  return {
    definition,
    async ofStep(skill, digest, step) {
      const key = `${skill} ${digest} ${step}`;
      const known = forms.get(key);
      if (known) return known;
      const steps = (await definition(skill, digest))?.steps ?? {};
      const found = Object.hasOwn(steps, step) ? steps[step] : undefined;
      if (!found || !('ask' in found)) return undefined;
      const form = compiled(dataSchema(found.ask));
      forms.set(key, form);
      return form;
    },
    ofChallenge(challenge, choices) {
      const key = choices ? JSON.stringify(choices) : challenge;
      const form = challenges.get(key) ?? compiled(challengeSchema(challenge, choices));
      challenges.set(key, form);
      return form;
    },
  };
}

import { LRUCache } from 'lru-cache';
import type { Deps } from '../api/deps';
import type { JsonObject } from '../domain/json';
import type { NextView } from '../domain/session/views';
import { dataSchema } from '../domain/skill/ask';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Schema } from '../domain/skill/skill';
import { textsFor, translate } from '../kit/texts';
import { type Check, compileCheck } from './schema-check';

export type FormView = Extract<NextView, { kind: 'form' }>;

/** What a submission to one step must fit. */
export interface Form {
  schema: Schema;
  check: Check;
}

const secret = (more: JsonObject): Schema => ({ type: 'string', minLength: 1, 'x-sensitive': 'secret', ...more });
const only = (name: string, schema: Schema): Schema => ({
  type: 'object',
  required: [name],
  additionalProperties: false,
  properties: { [name]: schema },
});

/** The platform's own forms: what a bank asks for during authorisation. */
export function challengeSchema(form: Exclude<FormView['form'], 'data'>, choices: FormView['choices'] = []): Schema {
  if (form === 'otp') return only('otp', secret({ maxLength: 64, title: 'One-time password' }));
  if (form === 'password') return only('password', secret({ maxLength: 128, title: 'Password' }));
  const method: JsonObject = { type: 'string', minLength: 1, maxLength: 128, title: 'Method' };
  if (choices.length > 0) Object.assign(method, { oneOf: choices.map(({ id, title }) => ({ const: id, title })) });
  return only('authentication_method_id', method);
}

/**
 * The definition that a session runs, which may be older than what new sessions get. Published definitions never
 * change.
 */
export interface Forms {
  /** `locale`: BCP 47; where there are no texts for it, as the author wrote it. */
  definition(skill: string, digest: string, locale?: string): Promise<SkillDefinition | undefined>;
  /** `undefined` where the step asks for nothing. */
  ofStep(skill: string, digest: string, step: string): Promise<Form | undefined>;
  ofChallenge(form: Exclude<FormView['form'], 'data'>, choices?: FormView['choices']): Form;
}

/** Validators are compiled once a digest and step; the caches are bounded, and so cold only where nobody asks. */
export function createForms({ skills, store }: Pick<Deps, 'skills' | 'store'>): Forms {
  const definitions = new LRUCache<string, SkillDefinition>({ max: 200 });
  const forms = new LRUCache<string, Form>({ max: 1_000 });
  const challenges = new LRUCache<string, Form>({ max: 200 });

  const written = async (skill: string, digest: string) => {
    const current = skills.get(skill);
    if (current?.digest === digest) return current.definition;
    const key = `${skill} ${digest}`;
    const found = definitions.get(key) ?? (await store.skills.find(skill, digest));
    if (found) definitions.set(key, found);
    return found;
  };

  const definition: Forms['definition'] = async (skill, digest, locale) => {
    const texts = locale === undefined ? undefined : textsFor(skills.get(skill)?.texts ?? {}, locale);
    const original = await written(skill, digest);
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
      const schema = dataSchema(found.ask);
      const form = { schema, check: compileCheck(schema) };
      forms.set(key, form);
      return form;
    },
    ofChallenge(form, choices) {
      const key = choices ? JSON.stringify(choices) : form;
      const known = challenges.get(key);
      if (known) return known;
      const schema = challengeSchema(form, choices);
      const made = { schema, check: compileCheck(schema) };
      challenges.set(key, made);
      return made;
    },
  };
}

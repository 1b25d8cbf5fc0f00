import { LRUCache } from 'lru-cache';
import { isObject, type Json, type JsonObject } from '../domain/json';
import type { NextView } from '../domain/session/views';
import { dataSchema } from '../domain/skill/ask';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Schema } from '../domain/skill/skill';
import { compileForm, type Form } from '../kit/forms/form';
import { CHALLENGE_TITLES } from '../kit/languages/english';
import { inLanguage, isTranslated } from '../kit/languages/languages';
import { textsFor, translate } from '../kit/texts';
import type { ServiceDeps } from './deps';
import { besideDraft, type DraftOfSession } from './draft-beside';

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
  if (form === 'otp') return only('otp', secret({ maxLength: 64, title: CHALLENGE_TITLES.otp, 'x-normalise': 'trim' }));
  if (form === 'password') return only('password', secret({ maxLength: 128, title: CHALLENGE_TITLES.password }));
  const method: JsonObject = { type: 'string', minLength: 1, maxLength: 128, title: CHALLENGE_TITLES.method };
  if (choices.length > 0) Object.assign(method, { oneOf: choices.map(({ id, title }) => ({ const: id, title })) });
  return only('authentication_method_id', method);
}

/**
 * The schema of the data that a session asks for; anything goes where its definition is lost. `locale`: for what the
 * platform itself has written into it.
 */
export function schemaOf(
  { form, step, choices }: Pick<FormView, 'form' | 'step' | 'choices'>,
  definition: SkillDefinition | undefined,
  locale?: string,
): Schema {
  if (form !== 'data') return titlesIn(challengeSchema(form, choices), locale);
  const found = definition?.steps[step];
  return found && 'ask' in found ? titlesIn(dataSchema(found.ask), locale) : {};
}

/** A schema whose titles are the platform's, in the language of a locale. An author's are translated with the skill. */
function titlesIn(schema: Schema, locale: string | undefined): Schema {
  if (!isTranslated(locale)) return schema;
  const visit = (value: Json, name: string): Json => {
    if (name === 'title' && typeof value === 'string') return inLanguage(value, locale);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, key)])) as JsonObject;
  };
  return visit(schema, '') as Schema;
}

export interface Forms {
  /**
   * The definition that a session runs, which may be older than what new sessions get; `undefined` where it is lost.
   * `locale` (BCP 47): with the skill's texts for it, where there are some. `client_id`: whose session it is, for the
   * texts of its own draft.
   */
  definition(skill: string, digest: string, locale?: string, client_id?: string): Promise<SkillDefinition | undefined>;
  /** The form of a step; `undefined` where the step asks for nothing. */
  ofStep(skill: string, digest: string, step: string): Promise<Form | undefined>;
  ofChallenge(form: Challenge, choices?: FormView['choices']): Form;
}

/** Caches definitions and compiled forms, which never change. The caches are bounded. */
export function createForms({ skills, store }: Pick<ServiceDeps, 'skills' | 'store'>): Forms {
  const definitions = new LRUCache<string, SkillDefinition>({ max: 200 });
  const forms = new LRUCache<string, Form>({ max: 1_000 });
  const challenges = new LRUCache<string, Form>({ max: 200 });

  const asWritten = async (skill: string, digest: string) => {
    const current = skills.get(skill);
    if (current?.digest === digest) return current.definition;
    const key = `${skill} ${digest}`;
    const found = definitions.get(key) ?? (await store.skills.find(skill, digest)) ?? (await ofDraft(skill, digest));
    if (found) definitions.set(key, found);
    return found;
  };

  const ofDraft = async (skill: string, digest: string) => {
    const draft = await store.drafts.find(skill, digest);
    return draft && (JSON.parse(draft.document) as SkillDefinition);
  };

  /** A draft's texts change as its author writes them, so nothing of them is kept. */
  const draftIn = async (original: SkillDefinition, of: DraftOfSession, locale: string) => {
    const texts = textsFor((await besideDraft(store, of))?.texts ?? {}, locale);
    return texts ? translate(original, texts) : original;
  };

  const definition: Forms['definition'] = async (skill, digest, locale, client_id) => {
    const served = skills.get(skill);
    const texts = locale === undefined ? undefined : textsFor(served?.texts ?? {}, locale);
    const original = await asWritten(skill, digest);
    if (original && !served && locale !== undefined && client_id !== undefined)
      return draftIn(original, { client_id, skill, digest }, locale);
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
      const form = compileForm(dataSchema(found.ask));
      forms.set(key, form);
      return form;
    },
    ofChallenge(challenge, choices) {
      const key = choices ? JSON.stringify(choices) : challenge;
      const form = challenges.get(key) ?? compileForm(challengeSchema(challenge, choices));
      challenges.set(key, form);
      return form;
    },
  };
}

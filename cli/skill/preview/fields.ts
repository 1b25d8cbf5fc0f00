import { isObject, type Json } from '../../../domain/json';
import { properties } from '../../../domain/skill/ask';
import type { Schema } from '../../../domain/skill/skill';
import type { AwaitedUpload, Next } from '../../../service/session-state';

/** One question of a form: a field, or an upload field. */
export interface Question {
  name: string;
  title: string;
  /** What may be given, in words. */
  hint: string;
  schema: Schema;
  isUpload?: true;
}

type Form = Extract<Next, { kind: 'form' }>;

/** The questions of a form, in its order: files first, for the step is complete with its data. */
export function questionsOf(next: Form): Question[] {
  const required = Array.isArray(next.schema.required) ? next.schema.required.map(String) : [];
  const fields = Object.entries(properties(next.schema)) as [string, Schema][];
  return [
    ...(next.uploads ?? []).flatMap(uploadQuestion),
    ...fields.map(([name, schema]) => ({
      name,
      title: titleOf(name, schema),
      hint: hintOf(name, schema, required.includes(name), next),
      schema,
    })),
  ];
}

/** The questions for files that are still awaited, or may still be given. */
export function uploadQuestion({ field, media_types, min, max, received }: AwaitedUpload): Question[] {
  if (received >= max) return [];
  const needed = received >= min ? 'optional' : 'required';
  const hint = `a file’s path, ${needed}, ${received} of ${min === max ? min : `${min} to ${max}`}: ${media_types.join(', ')}`;
  return [{ name: field, title: field, hint, schema: {}, isUpload: true }];
}

const titleOf = (name: string, { title }: Schema): string => (typeof title === 'string' ? title : name);

function hintOf(name: string, schema: Schema, isRequired: boolean, { prefill, kept = [] }: Form): string {
  const given = prefill && Object.hasOwn(prefill, name) ? `Enter keeps ${JSON.stringify(prefill[name])}` : undefined;
  const sealed = kept.includes(name) ? 'Enter keeps what was given' : undefined;
  const { format, minLength, maxLength, minimum, maximum, description } = schema;
  const bounds = [
    ...(minLength === undefined ? [] : [`at least ${minLength} characters`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ];
  const parts = [
    typeOf(schema),
    isRequired ? 'required' : 'optional',
    ...(typeof format === 'string' ? [format] : []),
    ...bounds,
    given,
    sealed,
  ];
  const words = parts.filter((part) => part !== undefined).join(', ');
  return typeof description === 'string' ? `${words}. ${description}` : words;
}

function typeOf(schema: Schema): string {
  if (choicesOf(schema).length > 0) return 'a choice';
  if (schema.const !== undefined) return 'yes or nothing';
  if (schema.format === 'postal-address') return 'JSON';
  const type = String(schema.type ?? 'any');
  return (
    { string: 'text', boolean: 'yes or no', array: 'a list, with commas or as JSON', object: 'JSON' }[type] ?? type
  );
}

/** The values of a choice, with their labels. */
export function choicesOf({ enum: values, oneOf, 'x-labels': labels }: Schema): { value: Json; label: string }[] {
  if (Array.isArray(oneOf))
    return oneOf.flatMap((one) =>
      isObject(one) && one.const !== undefined ? [{ value: one.const, label: String(one.title ?? one.const) }] : [],
    );
  if (!Array.isArray(values)) return [];
  return values.map((value) => {
    const label = isObject(labels) ? labels[String(value)] : undefined;
    return { value, label: String(label ?? value) };
  });
}

/**
 * What somebody typed, as the value of a field. What fits no type stays text: the server says what is wrong with it.
 */
export function typedValue(schema: Schema, typed: string): Json {
  const choices = choicesOf(schema);
  if (choices.length > 0) return choiceOf(choices, typed);
  if (schema.const === true || schema.type === 'boolean') return yesOrNo(typed);
  if (schema.type === 'string') return typed;
  const parsed = parsedOf(typed);
  if (schema.type === 'array' && !Array.isArray(parsed))
    return typed.split(',').map((item) => typedValue(isObject(schema.items) ? schema.items : {}, item.trim()));
  return parsed ?? typed;
}

/** By value, by label, or by number. A choice whose values are numbers itself is made by value. */
function choiceOf(choices: { value: Json; label: string }[], typed: string): Json {
  const found = choices.find(({ value, label }) => String(value) === typed || label === typed);
  return (found ?? choices[Number(typed) - 1])?.value ?? typed;
}

function yesOrNo(typed: string): Json {
  if (/^(y|yes|true|x)$/i.test(typed)) return true;
  return /^(n|no|false)$/i.test(typed) ? false : typed;
}

function parsedOf(typed: string): Json | undefined {
  try {
    return JSON.parse(typed) as Json;
  } catch {
    return undefined;
  }
}

import { isObject, type Json, type JsonObject } from '../../domain/json';
import { dataSchema } from '../../domain/skill/ask';
import { type Fault, warning } from '../../domain/skill/check/fault';
import { evaluate } from '../../domain/skill/condition';
import type { Schema } from '../../domain/skill/skill';
import { type FormField, fieldsOf, isVisible, visibleWhen } from '../../domain/skill/visibility';
import { samplesOf, take } from '../sample';
import { searchForm } from './fill';
import type { Place } from './places';
import { choicesOf } from './schema-types';
import { formOf } from './value-check';

/** Combinations of what fields depend on that are tried, and samples of a field that lists no choices. */
const MOST_STATES = 64;
const MOST_SAMPLES = 20;

/**
 * A form whose alternatives want what is hidden: for what the shown fields say it can be filled in only with a field
 * that the app hides. What `required` and `dependentRequired` want is proved by a rule of the kernel.
 */
export function hiddenAlternatives([form]: readonly Place[]): Fault[] {
  if (!form || form.schema.anyOf === undefined) return [];
  const schema = dataSchema(form.schema);
  const fields = fieldsOf(schema).filter(({ parent }) => parent === schema);
  for (const state of statesOf(fields, schema)) {
    const hidden = fields.filter((field) => !isVisible(field.schema, state));
    const isPossible = hidden.every(({ name }) => state[name] === undefined);
    if (hidden.length === 0 || !isPossible || isFillable(form.schema, schema, fields, state, hidden)) continue;
    if (!isFillable(form.schema, schema, fields, state, [])) continue;
    const names = hidden.map(({ name }) => `'${name}'`).join(', ');
    const message = `For ${JSON.stringify(state)} an app hides ${names}, and the check can't fill in the form without.`;
    return [warning('required_hidden', form.pointer, message)];
  }
  return [];
}

/** What the fields that others are shown for may say together; `undefined` values are left out. */
function statesOf(fields: readonly FormField[], schema: Schema): JsonObject[] {
  const conditions = fields.flatMap((field) => Object.entries(visibleWhen(field.schema) ?? {}));
  let states: JsonObject[] = [{}];
  for (const field of fields) {
    const own = conditions.flatMap(([pointer, condition]) => (pointer === field.at ? [condition] : []));
    if (own.length === 0) continue;
    const isRequired = Array.isArray(schema.required) && schema.required.includes(field.name);
    const values: (Json | undefined)[] = [...optionsOf(field.schema, own), ...(isRequired ? [] : [undefined])];
    states = states.flatMap((state) =>
      values.map((value): JsonObject => (value === undefined ? state : { ...state, [field.name]: value })),
    );
    if (states.length > MOST_STATES) return states.slice(0, MOST_STATES);
  }
  return states;
}

/** All choices of a field, or one value for each answer that the conditions may give. */
function optionsOf(schema: Schema, conditions: readonly Schema[]): Json[] {
  const choices = choicesOf(schema) ?? (schema.type === 'boolean' ? [true, false] : undefined);
  if (choices) return choices;
  const byAnswer = new Map<string, Json>();
  for (const value of take(samplesOf(schema), MOST_SAMPLES)) {
    const answer = conditions.map((condition) => evaluate(condition, value, () => undefined)).join();
    if (!byAnswer.has(answer)) byAnswer.set(answer, value);
  }
  return [...byAnswer.values()];
}

function isFillable(
  ask: Schema,
  schema: Schema,
  fields: readonly FormField[],
  state: JsonObject,
  hidden: readonly FormField[],
): boolean {
  const asked = fields.filter((field) => visibleBy(fields, field.at));
  const properties: JsonObject = { ...(isObject(schema.properties) ? schema.properties : {}) };
  for (const { name } of hidden) delete properties[name];
  for (const { name } of asked)
    if (state[name] === undefined) delete properties[name];
    else properties[name] = { const: state[name] as Json };
  const required = [...(Array.isArray(schema.required) ? schema.required : []), ...Object.keys(state)];
  const { examples: _examples, ...rest } = schema;
  return searchForm(formOf(ask), { ...rest, properties, required: [...new Set(required)] }) !== undefined;
}

/** Whether some field is shown for what this one says. */
const visibleBy = (fields: readonly FormField[], at: string): boolean =>
  fields.some(({ schema }) => Object.hasOwn(visibleWhen(schema) ?? {}, at));

import { isObject, type Json, type JsonObject } from '../../domain/json';
import { parsePointer } from '../../domain/pointer';
import { dataSchema } from '../../domain/skill/ask';
import type { Schema } from '../../domain/skill/skill';
import { membersOf, samplesOf, take, withAlternative } from '../sample';
import { CHECK_DAY } from './check-day';
import type { Form } from './form';
import { formOf } from './value-check';

/** How often another value is tried for what does not fit, and how many values of a field. */
const MOST_TRIES = 60;

/** Data that a form takes: it has read them. `undefined` where none were found, which proves nothing. */
export function fillForm(ask: Schema): JsonObject | undefined {
  const form = formOf(ask);
  const schema = dataSchema(ask);
  const examples = Array.isArray(ask.examples) ? ask.examples.filter(isObject) : [];
  const given = examples.find((example) => form.read(example, CHECK_DAY).isGood);
  if (given) return given;
  const alternatives = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [];
  const chosen = alternatives.length > 0 ? alternatives.map((one) => withAlternative(schema, one)) : [schema];
  for (const one of chosen) {
    const found = search(form, one);
    if (found) return found;
  }
  return undefined;
}

/** Fills every member with its best value, then has those replaced that the form finds fault with. */
function search(form: Form, schema: Schema): JsonObject | undefined {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const members = membersOf(schema).map((name) => {
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return { name, values: isObject(member) ? take(samplesOf(member), MOST_TRIES) : [], at: 0 };
  });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const given = members.map(({ name, values, at }): [string, Json | undefined] => [name, values[at]]);
    if (given.some(([, value]) => value === undefined)) return undefined;
    const data = Object.fromEntries(given) as JsonObject;
    const reading = form.read(data, CHECK_DAY);
    if (reading.isGood) return data;
    const wrong = new Set(reading.faults('').map(({ pointer }) => parsePointer(pointer)?.[0]));
    const changed = members.filter(({ name }) => wrong.has(name));
    if (changed.length === 0) return undefined;
    for (const member of changed) member.at += 1;
  }
  return undefined;
}

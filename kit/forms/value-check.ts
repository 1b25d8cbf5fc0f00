import type { InputFault } from '../../domain/errors';
import { isObject, type Json } from '../../domain/json';
import { dataSchema } from '../../domain/skill/ask';
import type { Schema } from '../../domain/skill/skill';
import { CHECK_DAY } from './check-day';
import { type Form, type FormReading, formBy } from './form';
import { createSharedCompiler } from './schema-check';

/** Forms of documents are alike from version to version; a process checks each once while it is at it. */
const MOST_KEPT = 100;
const kept = new Map<string, Form>();
const compile = createSharedCompiler();

/** The form of a step's `ask`, as the API compiles it. */
export function formOf(ask: Schema): Form {
  const key = JSON.stringify(ask);
  const form = kept.get(key) ?? compiled(dataSchema(ask));
  kept.delete(key);
  kept.set(key, form);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return form;
}

const compiled = (schema: Schema): Form => formBy(schema, compile(schema));

/** Reads a value as that of a field with this schema, as the API does. */
export function readValue(schema: Schema, value: Json): FormReading {
  const form = formOf({ type: 'object', required: ['value'], properties: { value: schema } });
  return form.read({ value }, CHECK_DAY);
}

/** What is wrong with a value, in the words that its user would read; empty where it fits. */
export function misfit(schema: Schema, value: Json): string {
  const reading = readValue(schema, value);
  return reading.isGood ? '' : (reading.faults('')[0]?.message ?? 'This is not valid.');
}

/** Faults of data of a whole form, with pointers into the data. */
export function formMisfits(ask: Schema, data: Json): Pick<InputFault, 'pointer' | 'message'>[] {
  if (!isObject(data)) return [{ pointer: '', message: 'This must be an object.' }];
  const reading = formOf(ask).read(data, CHECK_DAY);
  return reading.isGood ? [] : reading.faults('');
}

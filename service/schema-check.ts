import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import type { InputFault } from '../domain/errors';
import type { Json } from '../domain/json';
import type { Schema } from '../domain/skill/skill';
import { readFaults } from './schema-faults';

/** All faults of a value, in document order, with pointers that begin with `at`; none where the schema is met. */
export type Check = (value: Json, at?: string) => InputFault[];

/**
 * RE2 in the place of RegExp: linear time whatever the pattern. ajv keeps compiled patterns by their text, hence
 * `toString`.
 */
const linearTime = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `re2:${pattern}` };
  },
  { code: 'linearTime' },
);

/**
 * Compiles a schema of a skill (2020-12, the keywords that the language allows; `x-…` judge nothing). An instance of
 * ajv for each, so that what is no longer used can be let go.
 */
export function compileCheck(schema: Schema): Check {
  const ajv = new Ajv({ allErrors: true, strict: false, $data: false, verbose: false, code: { regExp: linearTime } });
  addFormats(ajv, { mode: 'fast' });
  ajv.addVocabulary(['x-upload', 'x-sensitive', 'x-ui']);
  return asCheck(ajv.compile(schema));
}

/** What ajv has compiled, as a check. */
export const asCheck =
  (validate: ValidateFunction): Check =>
  (value, at = '') =>
    validate(value) ? [] : readFaults(validate.errors ?? [], value, at);

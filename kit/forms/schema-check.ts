import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv/dist/2020';
import canonicalize from 'canonicalize';
import type { InputFault } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { Schema } from '../../domain/skill/skill';
import { stepsOf } from './cost-rules';
import { addFullFormats } from './json-formats';
import { linearPattern } from './linear-pattern';
import { readFaults } from './schema-faults';

/** All faults of a value, in document order, with pointers that begin with `at`; none where it fits the schema. */
export type Check = (value: Json, at?: string) => InputFault[];

/** Is told the steps of each match, by the same count that bounds a form: instructions times characters. */
export type StepCounter = (steps: number) => void;

/** RE2 in place of RegExp: linear time, whatever the pattern. ajv caches patterns by their text, hence `toString`. */
const linearTime = (count?: StepCounter) =>
  Object.assign(
    (pattern: string) => {
      const compiled = linearPattern(pattern);
      const test = (text: string) => {
        count?.(stepsOf(compiled.programSize(), text.length));
        return compiled.matcher(text).find();
      };
      return { test, toString: () => `re2:${pattern}` };
    },
    { code: 'linearTime' },
  );

/** Keywords of the language that JSON Schema doesn't know; none of them makes a value fit or not. */
const OWN_KEYWORDS = [
  'x-upload',
  'x-sensitive',
  'x-ui',
  'x-normalise',
  'x-multiline',
  'x-amount',
  'x-country',
  'x-labels',
  'x-error',
];

/** Finds equal items by their canonical text, in linear time; ajv compares every two of them. */
const hasUniqueItems = (wanted: boolean, items: unknown[]): boolean =>
  !wanted || new Set(items.map((item) => canonicalize(item))).size === items.length;

/** Compiles a JSON Schema of a skill or catalog (2020-12; `x-…` keywords are ignored). */
export type SchemaCompiler = (schema: Schema) => ValidateFunction;

/** Each schema gets its own ajv, so that memory is freed when its check is dropped. */
export const compileSchema = (schema: Schema, count?: StepCounter): ValidateFunction =>
  createAjv(count).compile(schema);

/**
 * A compiler for many schemas that are soon dropped. They share an ajv, which takes longer to make than most schemas to
 * compile; it is replaced after so many of them, for it keeps what it has compiled.
 */
export function createSharedCompiler(mostShared = 50): SchemaCompiler {
  let ajv = createAjv();
  let compiled = 0;
  return (schema) => {
    if (compiled >= mostShared) {
      ajv = createAjv();
      compiled = 0;
    }
    compiled += 1;
    return ajv.compile(schema);
  };
}

function createAjv(count?: StepCounter): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    $data: false,
    verbose: false,
    // Documents are checked when they are published, catalogs by their types: to check them here takes ten times as long.
    meta: false,
    validateSchema: false,
    // To shorten the code that a schema becomes takes longer than a form ever takes to run it.
    code: { regExp: linearTime(count), optimize: false },
  });
  addFullFormats(ajv);
  ajv.addVocabulary(OWN_KEYWORDS);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: hasUniqueItems });
  return ajv;
}

/** A schema as a check of values as they are, without any normalising. */
export const compileCheck = (schema: Schema): Check => asCheck(compileSchema(schema));

/** A function that ajv has compiled, as a check. */
export const asCheck =
  (validate: ValidateFunction): Check =>
  (value, at = '') =>
    validate(value) ? [] : readFaults(validate.errors ?? [], value, at);

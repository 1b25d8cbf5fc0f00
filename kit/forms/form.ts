import type { ErrorObject, ValidateFunction } from 'ajv';
import type { InputFault } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import type { Schema } from '../../domain/skill/skill';
import { takeIn } from './intake';
import { compileSchema, type StepCounter } from './schema-check';
import { type Reader, readFaults } from './schema-faults';

/** A submission as it was read by a form. */
export interface FormReading {
  /** The data as they are kept, sealed, compared and sent to the engine. */
  data: JsonObject;
  isGood: boolean;
  /** What is wrong, in document order, with pointers that begin with `at`. */
  faults(at: string, reader?: Reader): InputFault[];
}

/** The form of one step: the schema of its data, and how data are read by it. */
export interface Form {
  schema: Schema;
  /** `today`: `YYYY-MM-DD` in UTC. `keep`: members that are left out of `data` since they stay as they were. */
  read(data: JsonObject, today: string, keep?: readonly string[]): FormReading;
}

/** Compiles a schema to a form. `count` is told the steps of each match. */
export const compileForm = (schema: Schema, count?: StepCounter): Form => formBy(schema, compileSchema(schema, count));

/** A form whose schema has been compiled. */
export function formBy(schema: Schema, validate: ValidateFunction): Form {
  return {
    schema,
    read(given, today, keep = []) {
      const { data, bounded, faults: own } = takeIn(schema, given, today);
      const errors = validate(bounded) ? [] : (validate.errors ?? []).filter((error) => !isKept(error, keep));
      return {
        data,
        isGood: errors.length === 0 && own.length === 0,
        faults: (at, reader = {}) => readFaults(errors, given, at, { schema, ...reader }, own),
      };
    },
  };
}

/** Whether an error is that a member is missing which is kept as it was. */
const isKept = ({ keyword, instancePath, params }: ErrorObject, keep: readonly string[]): boolean =>
  (keyword === 'required' || keyword === 'dependentRequired') &&
  instancePath === '' &&
  keep.includes(String(params.missingProperty));

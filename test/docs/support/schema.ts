import Ajv2020 from 'ajv/dist/2020';
import type { JsonObject } from '../../../domain/json';

/** What is wrong with a value, in ajv's words; nothing where it fits. */
export function compileSchema(schema: JsonObject): (value: unknown) => string[] {
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

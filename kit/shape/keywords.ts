import { isObject, type Json, type JsonObject } from '../../domain/json';

/** The keywords of JSON Schema 2020-12 that the check of shape judges by. */
const JUDGED = [
  ...['type', 'const', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minProperties', 'maxProperties'],
  ...['required', 'dependentRequired'],
];
/** Keywords that only tell people and editors something. */
const TOLD = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'markdownDescription',
];
const EDITORS = ['patternErrorMessage', 'errorMessage', 'enumDescriptions', 'defaultSnippets', 'x-code'];
/** Keywords whose operand is a schema, a list of schemas, or schemas by name. */
const ONE = ['items', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'if', 'then', 'else', 'not'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];
const BY_NAME = ['properties', '$defs'];

const KNOWN = new Set([...JUDGED, ...TOLD, ...EDITORS, ...ONE, ...LISTS, ...BY_NAME, '$ref']);

/** Makes sure that the schema is judged as it is meant. Throws where it uses a keyword that would be passed over. */
export function assertKnownKeywords(schema: Json | undefined): void {
  if (!isObject(schema)) return;
  const unknown = Object.keys(schema).find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) throw new Error(`The check of shape doesn't know the schema's keyword '${unknown}'.`);
  for (const inner of schemasIn(schema)) assertKnownKeywords(inner);
}

const schemasIn = (schema: JsonObject): Json[] => [
  ...ONE.flatMap((keyword) => schema[keyword] ?? []),
  ...LISTS.flatMap((keyword) => schema[keyword] ?? []),
  ...BY_NAME.flatMap((keyword) => {
    const named = schema[keyword];
    return isObject(named) ? Object.values(named) : [];
  }),
];

import { isObject, type JsonObject } from '../../domain/json';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { catalogDefinitions, stepOf } from './catalog-schema';
import { type DocumentNames, withNames } from './document-names';
import { VALUE_DEFINITIONS } from './value-schema';

/**
 * The JSON Schema for editors: the language's own shape, and for each catalog what its operations and events are, with
 * the words that an editor shows at the cursor. It is never used to check: it is large, and the check says more.
 *
 * `language`: `skill.schema.json`. `names`: of one document, to offer its own steps and values.
 */
export function editorSchema(
  language: JsonObject,
  catalogs: readonly OperationCatalog[],
  names?: DocumentNames,
): JsonObject {
  const { properties, $defs, title, ...rest } = language as { [key: string]: JsonObject };
  const schema: JsonObject = {
    ...rest,
    title: `${String(title)}, for editors`,
    $comment: 'Made by `vestibule skill schema` from skill.schema.json and the catalogs. Not to be edited.',
    properties: {
      ...properties,
      catalog: {
        ...(isObject(properties?.catalog) ? properties.catalog : {}),
        enum: catalogs.map(({ name }) => name),
      },
    },
    allOf: catalogs.map(({ name }) => ({
      if: { properties: { catalog: { const: name } }, required: ['catalog'] },
      then: { properties: { steps: { additionalProperties: { $ref: stepOf(name) } } } },
    })),
    $defs: { ...$defs, ...VALUE_DEFINITIONS, ...Object.assign({}, ...catalogs.map(catalogDefinitions)) },
  };
  return names ? withNames(schema, names) : schema;
}

import { isObject, type JsonObject } from '../../domain/json';
import { languageOf, type Step } from '../../domain/session/kinds';
import { properties } from '../../domain/skill/ask';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';

/** What one document can name: its steps, and pointers to what they leave. */
export interface DocumentNames {
  steps: string[];
  pointers: string[];
}

/** The names of a document, as far as its steps can be read. */
export function namesOf({ steps }: SkillDefinition, catalog: OperationCatalog): DocumentNames {
  const pointers = Object.entries(steps).flatMap(([name, step]) => [
    ...fieldsOf(step, catalog).map((field) => `/steps/${name}/${field}`),
    ...('await' in step ? [`/callbacks/${name}`] : []),
  ]);
  return { steps: Object.keys(steps), pointers };
}

function fieldsOf(step: Step, catalog: OperationCatalog): string[] {
  try {
    return Object.keys(properties(languageOf(step).resultSchema(step, catalog) ?? {}));
  } catch {
    // Half-written, as documents in editors are.
    return [];
  }
}

/** The schema with these names to choose from. Others are allowed: they may be about to be written. */
export function withNames(schema: JsonObject, { steps, pointers }: DocumentNames): JsonObject {
  const $defs = isObject(schema.$defs) ? schema.$defs : {};
  const pointer = isObject($defs.pointer) ? $defs.pointer : {};
  return {
    ...schema,
    properties: { ...(schema.properties as JsonObject), start: { $ref: '#/$defs/target' } },
    $defs: {
      ...$defs,
      target: { $ref: '#/$defs/name', examples: steps },
      pointer: { ...pointer, examples: [...pointers, '/input/reference', '/input/locale'] },
    },
  };
}

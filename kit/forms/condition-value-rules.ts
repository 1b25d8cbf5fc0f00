import type { Json } from '../../domain/json';
import { escapeToken, parsePointer, references } from '../../domain/pointer';
import { dataSchema } from '../../domain/skill/ask';
import { type Fault, fault } from '../../domain/skill/check/fault';
import { whyImpossible } from '../../domain/skill/check/possible';
import { schemaAt } from '../../domain/skill/check/schema-at';
import { same } from '../../domain/skill/condition';
import type { SkillDefinition } from '../../domain/skill/definition';
import { branches, type Schema, type StepCommon } from '../../domain/skill/skill';
import { isPlainChoice } from './choice-rules';
import { choicesOf } from './schema-types';
import { readValue } from './value-check';

/**
 * Branches that wait for a value which the form refuses or keeps otherwise: patterns and formats are beyond the
 * kernel's own rule, which is asked first.
 */
export function conditionValueFaults(definition: SkillDefinition): Fault[] {
  return Object.entries<StepCommon>(definition.steps).flatMap(([name, step]) =>
    branches(step).flatMap(({ when = {} }, index) =>
      Object.entries(when).flatMap(([pointer, condition]) => {
        const field = fieldAt(definition, pointer);
        if (!field || whyImpossible(condition, field) !== undefined) return [];
        const values = valuesOf(condition);
        if (!values || values.some((value) => canBe(field, value))) return [];
        const place = `/steps/${escapeToken(name)}/next/${index}/when/${escapeToken(pointer)}`;
        return [fault('branch_impossible', place, 'This branch is never taken: the form takes no such value.')];
      }),
    ),
  );
}

/** The field of a form to which a pointer leads. */
function fieldAt({ steps }: SkillDefinition, pointer: string): Schema | undefined {
  const [root, name = '', ...rest] = parsePointer(pointer) ?? [];
  const step = root === 'steps' && Object.hasOwn(steps, name) ? steps[name] : undefined;
  return step && 'ask' in step && rest.length > 0 ? schemaAt(dataSchema(step.ask), rest) : undefined;
}

/** The values that a condition waits for, where it names them. */
function valuesOf({ const: only, enum: choices }: Schema): Json[] | undefined {
  const values = only === undefined ? choices : [only];
  return Array.isArray(values) && references(values, '').length === 0 ? values : undefined;
}

function canBe(field: Schema, value: Json): boolean {
  const isChoice = choicesOf(field)?.some((choice) => same(choice, value)) ?? false;
  if (isChoice && isPlainChoice(field, value)) return true;
  const { isGood, data } = readValue(field, value);
  return isGood && data.value !== undefined && same(data.value, value);
}

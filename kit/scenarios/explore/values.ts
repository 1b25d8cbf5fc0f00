import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { escapeToken, type Lookup, parsePointer, reference, valueAt } from '../../../domain/pointer';
import { evaluate } from '../../../domain/skill/condition';
import type { SkillDefinition } from '../../../domain/skill/definition';
import { branches, type Schema, type StepCommon } from '../../../domain/skill/skill';
import { samplePayload } from '../../sample';

/**
 * A condition on one value of a step's result, or of an answer beside its event; `at`: the step whose branch it
 * decides.
 */
export interface ValueTest {
  root: 'steps' | 'answers';
  producer: string;
  /** Tokens of the pointer below the step. */
  path: string[];
  schema: Schema;
  at: string;
}

/** Every condition of a document, by the value that it looks at. */
export function testsOf({ steps }: SkillDefinition): ValueTest[] {
  return Object.entries<StepCommon>(steps).flatMap(([at, step]) =>
    branches(step).flatMap(({ when = {} }) =>
      Object.entries(when).flatMap(([pointer, schema]) => {
        const [root, producer, ...path] = parsePointer(pointer) ?? [];
        const isLeft = (root === 'steps' || root === 'answers') && producer !== undefined && path.length > 0;
        return isLeft ? [{ root, producer, path, schema, at }] : [];
      }),
    ),
  );
}

/** Results of one step that are tried, at most. */
const MOST = 64;

/**
 * Values for a step's result that between them make its conditions true and false in every way that its schema allows;
 * the usual one first. `lookup`: for conditions that compare with other steps.
 */
export function variants(base: Json, schema: Schema, tests: readonly ValueTest[], lookup: Lookup): Json[] {
  const byPath = new Map<string, ValueTest[]>();
  for (const test of tests) {
    const key = test.path.map(escapeToken).join('/');
    byPath.set(key, [...(byPath.get(key) ?? []), test]);
  }
  let all: Json[] = [base];
  for (const [key, own] of byPath) {
    const path = own[0]?.path ?? [];
    const values = distinct(valueAt(base, `/${key}`), pool(schemaAt(schema, path), own, lookup), own, lookup);
    const wider = all.flatMap((one) => [one, ...values.map((value) => withValue(one, path, value))]);
    all = wider.length <= MOST ? wider : [...all, ...values.map((value) => withValue(base, path, value))];
  }
  return all.slice(0, MOST);
}

/** One value for each way in which the conditions may come out, other than that of the usual one. */
function distinct(usual: Json | undefined, values: (Json | undefined)[], tests: ValueTest[], lookup: Lookup) {
  const waysOf = (value: Json | undefined) => tests.map(({ schema }) => String(evaluate(schema, value, lookup))).join();
  const known = new Set([waysOf(usual)]);
  return values.filter((value) => !known.has(waysOf(value)) && known.add(waysOf(value)));
}

/** Values that a schema may allow and that its conditions tell apart; `undefined` stands for none. */
function pool(schema: Schema, tests: ValueTest[], lookup: Lookup): (Json | undefined)[] {
  const own = isObject(schema) ? listed(schema) : [];
  const operands = tests.flatMap(({ schema: condition }) => fromCondition(condition, schema, lookup));
  return [...own, ...operands, samplePayload(schema), true, false, null, undefined];
}

/** The values that a schema names itself. */
function listed(schema: Schema): Json[] {
  const { enum: choices, const: only, anyOf, minimum, maximum, minItems, maxItems, items } = schema;
  const bounds = [minimum, maximum].filter((bound) => typeof bound === 'number');
  const lengths = [minItems ?? 0, 1, maxItems].filter((count) => typeof count === 'number' && count <= 20) as number[];
  const lists = schema.type === 'array' && isObject(items) ? lengths.map((count) => listOf(items, count)) : [];
  const inside = Array.isArray(anyOf)
    ? anyOf.filter(isObject).flatMap((one) => [samplePayload(one), ...listed(one)])
    : [];
  return [
    ...(Array.isArray(choices) ? choices : []),
    ...(only === undefined ? [] : [only]),
    ...bounds,
    ...lists,
    ...inside,
  ];
}

const listOf = (items: Schema, count: number): Json[] => Array.from({ length: count }, () => samplePayload(items));

/** Values around the operands of a condition. */
function fromCondition(condition: Schema, schema: Schema, lookup: Lookup): Json[] {
  return Object.entries(condition).flatMap(([keyword, raw]): Json[] => {
    const pointer = reference(raw);
    const operand = pointer === undefined ? raw : lookup(pointer);
    if (operand === undefined) return [];
    if (keyword === 'const') return [operand];
    if (keyword === 'enum' && Array.isArray(operand)) return operand;
    if (keyword === 'not' && isObject(operand)) return fromCondition(operand, schema, lookup);
    if (keyword === 'anyOf' && Array.isArray(operand))
      return operand.filter(isObject).flatMap((one) => fromCondition(one, schema, lookup));
    if (keyword === 'contains' && isObject(operand)) return fromCondition(operand, schema, lookup).map((one) => [one]);
    if (typeof operand !== 'number') return [];
    if (keyword.endsWith('Length')) return [operand - 1, operand, operand + 1].map((count) => textOf(schema, count));
    if (keyword.endsWith('Items') && isObject(schema.items))
      return [operand - 1, operand, operand + 1]
        .filter((count) => count <= 1_000)
        .map((count) => listOf(schema.items as Schema, Math.max(count, 0)));
    return [operand - 1, operand, operand + 1];
  });
}

const textOf = (schema: Schema, length: number): string =>
  String(samplePayload({ ...schema, type: 'string', minLength: Math.max(length, 0), maxLength: Math.max(length, 0) }));

/** The schema of the value at a path; an empty one where the schema says nothing of it. */
function schemaAt(schema: Schema, path: string[]): Schema {
  let found: Json | undefined = schema;
  for (const token of path) {
    const { properties, items }: JsonObject = isObject(found) ? found : {};
    found = isObject(properties) && Object.hasOwn(properties, token) ? properties[token] : items;
  }
  return isObject(found) ? found : {};
}

/** A copy with another value at a path, or without the member. */
function withValue(base: Json, [token, ...rest]: string[], value: Json | undefined): Json {
  if (token === undefined) return value ?? null;
  const object = isObject(base) ? base : {};
  const { [token]: old = {}, ...others } = object;
  if (rest.length === 0 && value === undefined) return others;
  return { ...object, [token]: withValue(old, rest, value) };
}

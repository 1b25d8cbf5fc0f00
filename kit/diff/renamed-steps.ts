import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken, parsePointer } from '../../domain/pointer';

/** Old name → new name of steps. */
type Names = ReadonlyMap<string, string>;

/**
 * A definition in which steps have other names, wherever they are named: so that whoever compares it with the next
 * version finds a renamed step once, and not again at each place that names it.
 */
export function withRenamedSteps(definition: JsonObject, names: Names): JsonObject {
  if (names.size === 0) return definition;
  const steps = isObject(definition.steps) ? definition.steps : {};
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...definition,
    ...(typeof definition.start === 'string' ? { start: renamed(definition.start) } : {}),
    ...(isObject(definition.on) ? { on: targets(definition.on, names) } : {}),
    steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [renamed(name), inStep(step, names)])),
  };
}

function inStep(step: Json, names: Names): Json {
  if (!isObject(step)) return step;
  return Object.fromEntries(
    Object.entries(step).map(([member, value]) => {
      if (member === 'ask') return [member, value];
      if (member === 'next' && typeof value === 'string') return [member, names.get(value) ?? value];
      if (member === 'on' && isObject(value)) return [member, targets(value, names)];
      return [member, pointersIn(value, names)];
    }),
  );
}

const targets = (on: JsonObject, names: Names): JsonObject =>
  Object.fromEntries(
    Object.entries(on).map(([outcome, to]) => [outcome, typeof to === 'string' ? (names.get(to) ?? to) : to]),
  );

/** Branches name a step by `to`, templates by a pointer `$`, conditions by the pointers that are their keys. */
function pointersIn(value: Json, names: Names): Json {
  if (Array.isArray(value)) return value.map((item) => pointersIn(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'to' && typeof inner === 'string') return [key, names.get(inner) ?? inner];
      if (key === '$' && typeof inner === 'string') return [key, pointer(inner, names)];
      return [pointer(key, names), pointersIn(inner, names)];
    }),
  );
}

function pointer(text: string, names: Names): string {
  const [root, step, ...rest] = parsePointer(text) ?? [];
  const name = root === 'steps' && step !== undefined ? names.get(step) : undefined;
  return name === undefined ? text : `/${['steps', name, ...rest].map(escapeToken).join('/')}`;
}

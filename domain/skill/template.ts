import { isObject, type Json } from '../json';

/** The most parts that a `join` may have, and how deep templates may stand in one another. */
export const JOIN_PARTS = 20;
export const TEMPLATE_DEPTH = 8;

/**
 * A template as it is read: a literal, which may have templates inside; a pointer; texts to be joined. `or` is the
 * template that stands in where there is no value. What is inside is not read yet.
 */
export type ParsedTemplate =
  | { kind: 'literal'; value: Json }
  | { kind: 'pointer'; pointer: string; or?: Json }
  | { kind: 'join'; parts: Json[]; or?: Json };

/** Reads one template: `{"$": pointer}`, `{"join": [parts]}`, each with an `or` or without; else a literal. */
export function templateOf(template: Json): ParsedTemplate {
  if (isObject(template) && Object.keys(template).every((key) => key === '$' || key === 'join' || key === 'or')) {
    const { $: pointer, join: parts, or } = template;
    const otherwise = or === undefined ? {} : { or };
    if (typeof pointer === 'string' && parts === undefined) return { kind: 'pointer', pointer, ...otherwise };
    if (Array.isArray(parts) && pointer === undefined) return { kind: 'join', parts, ...otherwise };
  }
  return { kind: 'literal', value: template };
}

/** Reads one template as it was read before there were `or` and `join`: graphs of then keep that meaning. */
export function plainTemplateOf(template: Json): ParsedTemplate {
  const parsed = templateOf(template);
  return parsed.kind === 'pointer' && parsed.or === undefined ? parsed : { kind: 'literal', value: template };
}

/** The templates right inside of one, with the path of unescaped tokens that leads to each. */
export function innerTemplates(template: Json): { path: string[]; inner: Json }[] {
  const parsed = templateOf(template);
  if (parsed.kind === 'literal') {
    if (typeof template !== 'object' || template === null) return [];
    return Object.entries(template).map(([token, inner]) => ({ path: [token], inner }));
  }
  const parts = parsed.kind === 'join' ? parsed.parts : [];
  return [
    ...parts.map((inner, index) => ({ path: ['join', String(index)], inner })),
    ...(parsed.or === undefined ? [] : [{ path: ['or'], inner: parsed.or }]),
  ];
}

/** Whether a template has an `or` or a `join` in it, at any depth. */
export function isComposed(template: Json): boolean {
  const parsed = templateOf(template);
  if (parsed.kind === 'join' || 'or' in parsed) return true;
  return innerTemplates(template).some(({ inner }) => isComposed(inner));
}

const isText = (value: Json | undefined): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** A text with nothing between its parts; `undefined` where one is no text and no number. */
export const joinTexts = (parts: readonly (Json | undefined)[]): string | undefined =>
  parts.every(isText) ? parts.join('') : undefined;

/** What only an activity can read: a sealed value, a callback's address, a join of those. */
const isMarker = (value: Json | undefined): boolean =>
  isObject(value) && ['$sealed', '$callback', '$join'].some((key) => Object.hasOwn(value, key));

/**
 * Joins parts. With one that only an activity can read, the whole becomes the marker `{"$join": [parts]}`, which the
 * activity replaces. Without a value for each part there is none.
 */
export function joined(parts: readonly (Json | undefined)[]): Json | undefined {
  const text = joinTexts(parts);
  if (text !== undefined) return text;
  return parts.every((part) => isText(part) || isMarker(part)) ? { $join: parts as Json[] } : undefined;
}

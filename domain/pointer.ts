import { isObject, type Json, type JsonObject } from './json';
import { innerTemplates, joined, templateOf } from './skill/template';

/** Splits a JSON Pointer (RFC 6901) into its unescaped tokens; `undefined` where it is not one. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Escapes one token for use in a JSON Pointer. */
export const escapeToken = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');

/** Resolves a pointer; `undefined` where there is no value. Own properties only: `/constructor` finds nothing. */
export function valueAt(document: Json | undefined, pointer: string): Json | undefined {
  const tokens = parsePointer(pointer);
  let value = tokens && document;
  for (const token of tokens ?? []) {
    if (Array.isArray(value)) value = /^(0|[1-9][0-9]*)$/.test(token) ? value[Number(token)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

/** The pointer of a reference, `{"$": "/steps/quote/rate"}`; `undefined` where the template is none. */
export function reference(template: Json | undefined): string | undefined {
  if (!isObject(template)) return undefined;
  const keys = Object.keys(template);
  return keys.length === 1 && keys[0] === '$' && typeof template.$ === 'string' ? template.$ : undefined;
}

export type Lookup = (pointer: string) => Json | undefined;

/**
 * Fills a template: each reference becomes its value; one without a value is left out (in an array: null). Where there
 * is none, or null, its `or` is filled instead. `read`: how templates are read.
 */
export function fill(template: Json, lookup: Lookup, read = templateOf): Json | undefined {
  const parsed = read(template);
  if (parsed.kind === 'literal') {
    if (Array.isArray(template)) return template.map((item) => fill(item, lookup, read) ?? null);
    return isObject(template) ? fillAll(template, lookup, read) : template;
  }
  const value =
    parsed.kind === 'pointer' ? lookup(parsed.pointer) : joined(parsed.parts.map((part) => fill(part, lookup, read)));
  return parsed.or === undefined ? value : (value ?? fill(parsed.or, lookup, read) ?? undefined);
}

/** `fill` for each member of an object; members without a value are left out. */
export function fillAll(templates: JsonObject, lookup: Lookup, read = templateOf): JsonObject {
  const filled: JsonObject = {};
  for (const [name, template] of Object.entries(templates)) {
    const value = fill(template, lookup, read);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

/** A reference in a template. `at` is where it stands. */
export interface Reference {
  pointer: string;
  at: string;
  /** Where it finds nothing, an `or` stands in for it. */
  optional: boolean;
}

/** Lists every reference in a template, with the pointer to where it stands. */
export function references(template: Json, at: string, optional = false): Reference[] {
  const parsed = templateOf(template);
  const hasOr = parsed.kind !== 'literal' && parsed.or !== undefined;
  const own = parsed.kind === 'pointer' ? [{ pointer: parsed.pointer, at, optional: hasOr || optional }] : [];
  const inside = innerTemplates(template).flatMap(({ path, inner }) =>
    references(inner, [at, ...path.map(escapeToken)].join('/'), optional || (hasOr && path[0] === 'join')),
  );
  return [...own, ...inside];
}

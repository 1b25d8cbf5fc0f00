import { isObject, type JsonObject } from '../../domain/json';
import { meant, nearest } from '../../domain/skill/check/suggest';
import type { Collector } from './collector';
import { asNames, asSchemas, memberOf, type Place, quoted, type Schema } from './place';
import { shown } from './types';
import { ruleOf } from './value-rules';

/** The members that a schema knows by name, with the schema of each. */
export type Known = ReadonlyMap<string, Schema>;

/** Judges `required` and `dependentRequired`. What has only one possible value is named with it. */
export function judgeRequired(
  schema: JsonObject,
  value: JsonObject,
  known: Known,
  place: Place,
  found: Collector,
): void {
  const missing = (name: string, why = '') => {
    if (Object.hasOwn(value, name)) return;
    const inner = known.get(name);
    const only = isObject(inner) && inner.const !== undefined ? `: ${JSON.stringify(inner.const)}` : '';
    const message = `${place.name} needs ${only ? `"${name}"${only}` : quoted(name)}${why}.`;
    found.add({ code: 'member_missing', pointer: place.pointer, message, about: name });
  };
  for (const name of asNames(schema.required)) missing(name);
  for (const [cause, names] of Object.entries(isObject(schema.dependentRequired) ? schema.dependentRequired : {}))
    if (Object.hasOwn(value, cause)) for (const name of asNames(names)) missing(name, `, for it has '${cause}'`);
}

/** A member that no schema knows. */
export function unknownMember(name: string, value: JsonObject, known: Known, place: Place, found: Collector): void {
  const { pointer } = memberOf(place, name);
  const free = [...known.keys()].filter((other) => !Object.hasOwn(value, other));
  const near = nearest(name, free);
  const help = near === undefined ? meant(name, known.keys(), 'It can have') : ` Did you mean '${near}'?`;
  const message = `${place.name} can't have a member ${quoted(name)}.${help}`;
  found.add({ code: 'member_unknown', pointer, place: 'key', message, ...(near === undefined ? {} : { about: near }) });
}

/** Judges a name by the schema of names. */
export function judgeName(schema: JsonObject, name: string, place: Place, found: Collector): void {
  const { pattern, maxLength } = schema;
  const isWrong =
    (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(name)) ||
    (typeof maxLength === 'number' && name.length > maxLength);
  if (!isWrong) return;
  const message = `${quoted(name)} can't be a name in ${place.name}: ${ruleOf(schema)}.`;
  found.add({ code: 'name_bad', pointer: memberOf(place, name).pointer, place: 'key', message });
}

/**
 * The members by which alternatives are told apart, where a schema has them: of such a `oneOf` each alternative
 * requires a member of its own. The kinds of step are told apart so.
 */
export function kindsOf({ oneOf }: JsonObject): string[] | undefined {
  const firsts = asSchemas(oneOf).map((one) => (isObject(one) ? asNames(one.required)[0] : undefined));
  return firsts.length > 0 && firsts.every((first) => first !== undefined) ? firsts : undefined;
}

/** A step of no kind, or of several. */
export function wrongKind(kinds: readonly string[], value: JsonObject, place: Place, found: Collector): void {
  const present = kinds.filter((kind) => Object.hasOwn(value, kind));
  const all = kinds.map((kind) => `'${kind}'`).join(', ');
  if (present.length > 0) {
    const message = `${place.name} has ${present.map((kind) => `'${kind}'`).join(' and ')}: a step has only one of ${all}.`;
    const { pointer } = memberOf(place, present[1] ?? (present[0] as string));
    return found.add({ code: 'step_kind', pointer, place: 'key', message });
  }
  const [misspelled, kind] =
    Object.keys(value)
      .map((name) => [name, nearest(name, kinds)] as const)
      .find(([, near]) => near !== undefined) ?? [];
  if (misspelled === undefined) {
    const message = `${place.name} is no kind of step: give it one of ${all}.`;
    return found.add({ code: 'step_kind', pointer: place.pointer, message });
  }
  const message = `${place.name} is no kind of step: did you mean '${kind}' by ${shown(misspelled)}?`;
  found.add({ code: 'step_kind', pointer: memberOf(place, misspelled).pointer, place: 'key', message });
}

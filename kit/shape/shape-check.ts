import { isObject, type Json, type JsonObject } from '../../domain/json';
import { isOfType } from '../../domain/skill/condition';
import { Collector } from './collector';
import { assertKnownKeywords } from './keywords';
import { judgeName, judgeRequired, kindsOf, unknownMember, wrongKind } from './member-rules';
import { asSchema, asSchemas, itemOf, memberOf, type Place, type Schema, WHOLE } from './place';
import type { ShapeFault } from './shape-fault';
import { judgeChoice, judgeNumber, judgeRepeats, judgeSize, judgeText, judgeType } from './value-rules';

/** What has been seen of an object: the members that a schema has judged, and those that it knows by name. */
interface Seen {
  judged: Set<string>;
  known: Map<string, Schema>;
}

const nothing = (): Seen => ({ judged: new Set(), known: new Map() });

/**
 * Judges a document by a JSON Schema, in words: one plain sentence a mistake, at the member that is wrong.
 *
 * A stock validator says which keywords failed, and of one mistake that is several: the alternative, the alternative's
 * condition, the object around it. Which of them is the mistake is known only while the schema is walked. Knows the
 * keywords that `keywords.ts` lists; the schema must use no others. Verdicts are those of Ajv, by a test.
 */
export function createShapeCheck(root: JsonObject): (value: Json) => ShapeFault[] {
  assertKnownKeywords(root);

  /** Judges one value. Returns `undefined` where its type or kind is wrong, so that no more can be said. */
  function judge(schema: Schema, value: Json, place: Place, found: Collector): Seen | undefined {
    const seen = nothing();
    if (schema === true) return seen;
    if (schema === false) {
      found.add({ code: 'member_unknown', pointer: place.pointer, message: `${place.name} can't be here.` });
      return undefined;
    }
    if (!judgeType(schema, value, place, found)) return undefined;
    judgeChoice(schema, value, place, found);
    const { not } = schema;
    if (not !== undefined && fits(asSchema(not) ?? false, value, place))
      found.add({
        code: 'value_not_allowed',
        pointer: place.pointer,
        message: `${place.name} is just what it can't be.`,
      });
    if (typeof value === 'string') judgeText(schema, value, place, found);
    if (typeof value === 'number') judgeNumber(schema, value, place, found);
    if (Array.isArray(value)) judgeItems(schema, value, place, found);
    if (isObject(value)) {
      if (!judgeKind(schema, value, place, found)) return undefined;
      judgeMembers(schema, value, place, found, seen);
    }
    for (const applied of inPlace(schema, value, place)) {
      const more = judge(applied, value, place, found);
      if (!more) return undefined;
      for (const name of more.judged) seen.judged.add(name);
      for (const [name, inner] of more.known) seen.known.set(name, inner);
    }
    if (isObject(value)) judgeRest(schema, value, place, found, seen);
    return seen;
  }

  const fits = (schema: Schema, value: Json, place: Place): boolean => {
    const found = new Collector();
    judge(schema, value, place, found);
    return found.isEmpty;
  };

  /** The schemas that a schema applies to the same value. Of alternatives it is the one that was probably meant. */
  function inPlace(schema: JsonObject, value: Json, place: Place): Schema[] {
    const { $ref, if: condition } = schema;
    const chosen = condition === undefined ? undefined : fits(asSchema(condition) ?? true, value, place);
    return [
      ...(typeof $ref === 'string' ? [resolved(root, $ref)] : []),
      ...asSchemas(schema.allOf),
      ...likeliest(asSchemas(schema.anyOf), value, place),
      ...(kindsOf(schema) ? [] : likeliest(asSchemas(schema.oneOf), value, place)),
      ...(chosen === undefined ? [] : [asSchema(chosen ? schema.then : schema.else) ?? true]),
    ];
  }

  /** The alternative that fits, else one for a value of this type, else one with the fewest faults. */
  function likeliest(alternatives: Schema[], value: Json, place: Place): Schema[] {
    const ofType = alternatives.filter((one) => takesType(one, value));
    if (alternatives.length > 0 && ofType.length === 0) return [{ type: alternatives.flatMap(typesOf) }];
    if (ofType.length < 2) return ofType;
    const judged = ofType.map((schema) => {
      const found = new Collector();
      judge(schema, value, place, found);
      return { schema, faults: found.size };
    });
    return [judged.reduce((best, one) => (one.faults < best.faults ? one : best)).schema];
  }

  const typesOf = (schema: Schema): string[] => {
    if (!isObject(schema)) return [];
    if (typeof schema.$ref === 'string') return typesOf(resolved(root, schema.$ref));
    return [schema.type].flat().filter((type) => typeof type === 'string');
  };

  const takesType = (schema: Schema, value: Json): boolean => {
    const types = typesOf(schema);
    return types.length === 0 || types.some((type) => isOfType(value, type));
  };

  function judgeKind(schema: JsonObject, value: JsonObject, place: Place, found: Collector): boolean {
    const kinds = kindsOf(schema);
    if (!kinds || asSchemas(schema.oneOf).filter((one) => fits(one, value, place)).length === 1) return true;
    wrongKind(kinds, value, place, found);
    return false;
  }

  function judgeItems(schema: JsonObject, value: Json[], place: Place, found: Collector): void {
    judgeSize({ least: schema.minItems, most: schema.maxItems, what: 'items' }, value.length, place, found);
    judgeRepeats(schema, value, place, found);
    const items = asSchema(schema.items);
    if (items !== undefined)
      for (const [index, item] of value.entries()) judge(items, item, itemOf(place, index), found);
  }

  function judgeMembers(schema: JsonObject, value: JsonObject, place: Place, found: Collector, seen: Seen): void {
    const names = Object.keys(value);
    judgeSize({ least: schema.minProperties, most: schema.maxProperties, what: 'members' }, names.length, place, found);
    const named = asSchema(schema.propertyNames);
    const properties = isObject(schema.properties) ? schema.properties : {};
    for (const [name, inner] of Object.entries(properties)) seen.known.set(name, asSchema(inner) ?? true);
    for (const name of names) {
      if (isObject(named)) judgeName(dereferenced(root, named), name, place, found);
      const inner = Object.hasOwn(properties, name) ? asSchema(properties[name]) : undefined;
      if (inner === undefined) continue;
      seen.judged.add(name);
      judge(inner, value[name] as Json, memberOf(place, name), found);
    }
  }

  /** Judges what needs to know all that the schema says of the object: what is missing, and what nobody knows. */
  function judgeRest(schema: JsonObject, value: JsonObject, place: Place, found: Collector, seen: Seen): void {
    judgeRequired(schema, value, seen.known, place, found);
    const own = isObject(schema.properties) ? schema.properties : {};
    const additional = asSchema(schema.additionalProperties);
    const unevaluated = asSchema(schema.unevaluatedProperties);
    for (const [name, inner] of Object.entries(value)) {
      const rest = !Object.hasOwn(own, name) && additional !== undefined ? additional : undefined;
      const other = rest ?? (seen.judged.has(name) ? undefined : unevaluated);
      if (other === undefined) continue;
      seen.judged.add(name);
      if (other === false) unknownMember(name, value, seen.known, place, found);
      else judge(other, inner, memberOf(place, name), found);
    }
  }

  return (value) => {
    const found = new Collector();
    judge(root, value, WHOLE, found);
    return found.list();
  };
}

const resolved = (root: JsonObject, ref: string): Schema => {
  let found: Json | undefined = root;
  for (const token of ref.replace(/^#\/?/, '').split('/').filter(Boolean))
    found = isObject(found) ? found[token] : undefined;
  const schema = asSchema(found);
  if (schema === undefined) throw new Error(`The schema has nothing at '${ref}'.`);
  return schema;
};

/** A schema with what it refers to written out. */
function dereferenced(root: JsonObject, schema: JsonObject): JsonObject {
  const target = typeof schema.$ref === 'string' ? resolved(root, schema.$ref) : undefined;
  return isObject(target) ? { ...target, ...schema } : schema;
}

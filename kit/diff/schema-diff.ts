import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { inside, type Places, type SkillChange } from './change';
import { keywordChange } from './keyword-rules';
import { paired, same } from './pairs';

/**
 * What changes for a form that was made for the old schema: whether data that it took are taken still. `field` is how
 * the sentences name it; `label` begins them.
 */
export function schemaChanges(a: JsonObject, b: JsonObject, at: Places, label: string): SkillChange[] {
  return [
    ...propertyChanges(a, b, at, label),
    ...(isObject(a.items) && isObject(b.items)
      ? schemaChanges(a.items, b.items, inside(at, 'items'), `each entry of ${label}`)
      : []),
    ...keywordsOf(a, b).flatMap((keyword) => {
      const change = keywordChange(keyword, a[keyword], b[keyword], label);
      return change ? [{ area: 'form' as const, ...change, ...placed(at, keyword, a, b) }] : [];
    }),
  ];
}

/** Keywords that are compared by themselves, and not as values. */
const APART = new Set(['properties', 'required', 'items', 'additionalProperties']);

const keywordsOf = (a: JsonObject, b: JsonObject): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (keyword) => !(APART.has(keyword) && (keyword !== 'items' || (isObject(a.items) && isObject(b.items)))),
  );

const placed = (at: Places, keyword: string, a: JsonObject, b: JsonObject): Partial<Places> => ({
  ...(keyword in a ? { from: `${at.from}/${escapeToken(keyword)}` } : {}),
  ...(keyword in b ? { to: `${at.to}/${escapeToken(keyword)}` } : {}),
});

const propertiesOf = (schema: JsonObject): Record<string, Json> =>
  isObject(schema.properties) ? schema.properties : {};
const isRequired = (schema: JsonObject, name: string): boolean =>
  Array.isArray(schema.required) && schema.required.includes(name);
const asSchema = (schema: Json | undefined): JsonObject => (isObject(schema) ? schema : {});

function propertyChanges(a: JsonObject, b: JsonObject, at: Places, label: string): SkillChange[] {
  const { kept, renamed, gone, added } = paired(propertiesOf(a), propertiesOf(b), same);
  const place = (name: string, other = name): Places => ({
    from: `${at.from}/properties/${escapeToken(name)}`,
    to: `${at.to}/properties/${escapeToken(other)}`,
  });
  const form = { area: 'form' as const };
  return [
    ...gone.map(
      (name): SkillChange => ({
        ...form,
        level: 'breaking',
        code: 'field_removed',
        from: place(name).from,
        message: `${label} has no field '${name}' any more: data that have it are refused.`,
      }),
    ),
    ...renamed.map(
      ([old, name]): SkillChange => ({
        ...form,
        level: 'breaking',
        code: 'field_renamed',
        ...place(old, name),
        message: `The field '${old}' of ${label} is '${name}' now.`,
      }),
    ),
    ...added.map((name): SkillChange => {
      const needed = isRequired(b, name);
      return {
        ...form,
        level: needed ? 'breaking' : 'compatible',
        code: needed ? 'required_field_added' : 'field_added',
        to: place(name).to,
        message: `${label} has a new field '${name}', which ${needed ? 'must' : 'may'} be given.`,
      };
    }),
    ...kept.flatMap((name) => [
      ...requirednessChange(isRequired(a, name), isRequired(b, name), place(name), `'${name}' of ${label}`),
      ...schemaChanges(
        asSchema(propertiesOf(a)[name]),
        asSchema(propertiesOf(b)[name]),
        place(name),
        `'${name}' of ${label}`,
      ),
    ]),
  ];
}

function requirednessChange(was: boolean, is: boolean, at: Places, label: string): SkillChange[] {
  if (was === is) return [];
  const [level, code] = is ? (['breaking', 'field_required'] as const) : (['compatible', 'field_optional'] as const);
  return [{ level, area: 'form', code, ...at, message: `${label} ${is ? 'must' : 'need not'} be given now.` }];
}

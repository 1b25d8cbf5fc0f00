import { isObject, type Json } from '../../json';
import { escapeToken, references } from '../../pointer';
import type { Schema, When } from '../skill';
import { type FormField, fieldsOf, visibleWhen } from '../visibility';
import { unknownKeywords } from './condition-rules';
import { at, type Fault, fault } from './fault';
import { implies } from './implication';
import { operandFaults } from './operand-rules';
import { whyImpossible } from './possible';
import { eachStep, type Rule } from './rule';
import { meant } from './suggest';

/** Whether a field is shown is decided by the form's own data, and what may be hidden is never required. */
export const visibility: Rule = eachStep(({ name, step }) => {
  const { ask } = step as { ask?: Schema };
  if (!ask) return [];
  const fields = fieldsOf(ask);
  const shown = fields.filter(({ schema }) => visibleWhen(schema) !== undefined);
  const misplaced = hiddenInLists(ask, at(name, 'ask'));
  return [
    ...misplaced,
    ...shown.flatMap((field) => [
      ...conditionFaults(field, fields, at(name, 'ask')),
      ...requiredFaults(field, fields, at(name, 'ask')),
    ]),
  ];
});

const bad = (place: string, message: string): Fault => fault('visible_when_bad', place, message);
const placeOf = ({ path }: FormField, form: string): string => `${form}${path}/x-ui/visible_when`;

/** What is wrong with the condition of one field. */
function conditionFaults(field: FormField, fields: readonly FormField[], form: string): Fault[] {
  return Object.entries(visibleWhen(field.schema) ?? {}).flatMap(([pointer, condition]) => {
    const place = `${placeOf(field, form)}/${escapeToken(pointer)}`;
    const found = fields.find((other) => other.at === pointer);
    if (!found || found.schema['x-upload'] !== undefined) {
      const known = fields.filter(({ schema }) => schema['x-upload'] === undefined).map((other) => other.at);
      return [bad(place, `The form has no data at '${pointer}'.${meant(pointer, known, 'There are')}`)];
    }
    if (reaches(found, field.at, fields)) return [bad(place, `Whether '${field.name}' is shown depends on itself.`)];
    const [keyword] = unknownKeywords(condition);
    if (keyword !== undefined) return [bad(place, `A condition can't use '${keyword}'.`)];
    if (references(condition, '').length > 0)
      return [
        bad(place, 'An app knows the data of the form, and nothing else of the session: write the value itself.'),
      ];
    const [operand] = operandFaults(undefined, condition, place);
    if (operand) return [bad(operand.pointer, operand.message)];
    const why = whyImpossible(condition, found.schema);
    return why === undefined ? [] : [bad(place, `This field is never shown: ${why}.`)];
  });
}

/** Whether showing a field depends on the one at that place, itself or what its own condition looks at. */
function reaches(from: FormField, at: string, fields: readonly FormField[]): boolean {
  const seen = new Set([from.at]);
  // A set that grows while it is gone through.
  for (const place of seen) {
    if (place === at || place.startsWith(`${at}/`)) return true;
    const field = fields.find((other) => other.at === place);
    for (const next of Object.keys(visibleWhen(field?.schema) ?? {})) seen.add(next);
  }
  return false;
}

/** A field that may be hidden and yet has to be given, so that its user could not go on. */
function requiredFaults(field: FormField, fields: readonly FormField[], form: string): Fault[] {
  const { name, parent, schema } = field;
  const place = placeOf(field, form);
  const hidden = (why: string): Fault => fault('required_hidden', place, `'${name}' may be hidden, and ${why}.`);
  const listed = Array.isArray(parent.required) && parent.required.includes(name);
  const upload = isObject(schema['x-upload']) ? schema['x-upload'].count : undefined;
  if (Array.isArray(upload)) return Number(upload[0]) > 0 ? [hidden("'count' wants a file: let it begin with 0")] : [];
  if (listed) return [hidden("is 'required': take it out there, or let 'dependentRequired' ask for it")];
  return dependentOn(parent, name).flatMap((other) => {
    const cause = fields.find((one) => one.parent === parent && one.name === other);
    if (!cause || isShownWith(field, cause)) return [];
    return [hidden(`has to be given with '${other}', which does not show it by itself`)];
  });
}

const dependentOn = ({ dependentRequired }: Schema, name: string): string[] =>
  Object.entries(isObject(dependentRequired) ? dependentRequired : {}).flatMap(([other, names]) =>
    Array.isArray(names) && names.includes(name) ? [other] : [],
  );

/** Whether a field is shown whenever another is given: by that one's values, or by what that one is shown for. */
function isShownWith(field: FormField, cause: FormField): boolean {
  const own: When = { ...visibleWhen(cause.schema), [cause.at]: valueSchema(cause.schema) };
  return Object.entries(visibleWhen(field.schema) ?? {}).every(([pointer, condition]) => {
    const known = own[pointer];
    return known !== undefined && implies(known, condition);
  });
}

/** What a field's schema says of each of its values, in the keywords of conditions. */
const valueSchema = (schema: Schema): Schema => (schema.type === 'boolean' ? { enum: [true, false] } : schema);

/** Conditions inside of lists and alternatives, where no pointer tells which entry is meant. */
function hiddenInLists(schema: Json | undefined, place: string, isInside = false): Fault[] {
  if (!isObject(schema)) return [];
  const own =
    isInside && visibleWhen(schema)
      ? [bad(`${place}/x-ui/visible_when`, "Only properties of the form and of objects in it can have 'visible_when'.")]
      : [];
  const { properties, items, anyOf } = schema;
  return [
    ...own,
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([name, inner]) =>
      hiddenInLists(inner, `${place}/properties/${escapeToken(name)}`, isInside),
    ),
    ...hiddenInLists(items, `${place}/items`, true),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((one, index) => hiddenInLists(one, `${place}/anyOf/${index}`, true)) : []),
  ];
}

import { isObject, type Json } from '../domain/json';
import { properties } from '../domain/skill/ask';
import type { Schema } from '../domain/skill/skill';

/** What a schema takes, as a phrase: 'text of 1 to 12 characters', 'one of: EUR, RON', 'list of at most 50: text'. */
export function schemaInWords(schema: Json | undefined): string {
  if (!isObject(schema)) return 'anything';
  return [kindInWords(schema), ...(MARKS[String(schema['x-sensitive'])] ?? [])].join(', ');
}

const MARKS: Readonly<Record<string, string[]>> = {
  pii: ['personal: sealed'],
  shown: ['personal: sealed, but shown to its own user'],
  secret: ['secret: sealed'],
};

function kindInWords(schema: Schema): string {
  if (schema.const !== undefined) return `always ${JSON.stringify(schema.const)}`;
  if (Array.isArray(schema.enum))
    return `one of: ${schema.enum.map((value) => (value === '' ? "''" : String(value))).join(', ')}`;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(schemaInWords).join('; or ');
  switch (schema.type) {
    case 'string':
      return textInWords(schema);
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${between(schema.minimum, schema.maximum, '')}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list${between(schema.minItems, schema.maxItems, '')}${isObject(schema.items) ? `: ${schemaInWords(schema.items)}` : ''}`;
    case 'object':
      return objectInWords(schema);
    default:
      return 'anything';
  }
}

function textInWords({ minLength, maxLength, pattern, format }: Schema): string {
  const parts = [
    `text${between(minLength, maxLength, ' characters')}`,
    ...(typeof format === 'string' ? [`format ${format}`] : []),
    ...(typeof pattern === 'string' ? [`pattern ${pattern}`] : []),
  ];
  return parts.join(', ');
}

function objectInWords(schema: Schema): string {
  const members = Object.entries(properties(schema));
  if (members.length === 0) return `object${between(undefined, schema.maxProperties, ' members')}`;
  return `object of ${members.map(([name, inner]) => `${name} (${schemaInWords(inner)})`).join(', ')}`;
}

function between(least: Json | undefined, most: Json | undefined, unit: string): string {
  if (least === undefined && most === undefined) return '';
  if (least === most) return ` of ${least}${unit}`;
  if (most === undefined) return ` of at least ${least}${unit}`;
  return least === undefined ? ` of at most ${most}${unit}` : ` of ${least} to ${most}${unit}`;
}

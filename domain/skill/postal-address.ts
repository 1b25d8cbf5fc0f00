import { isObject, type Json } from '../json';
import type { Schema } from './skill';

/** The declared format of a postal address, which stands for the whole object. */
export const POSTAL_ADDRESS = 'postal-address';

const line = (title: string, maxLength: number): Schema => ({
  type: 'string',
  title,
  minLength: 1,
  maxLength,
  'x-normalise': 'line',
});

/**
 * A structured address, with the members and lengths of ISO 20022 (`PostalAddress24`). Since 15 November 2026 SEPA
 * takes no address without town and country, and none that is only lines of text.
 */
const ADDRESS: Readonly<Schema> = {
  type: 'object',
  required: ['town_name', 'country'],
  additionalProperties: false,
  properties: {
    street_name: line('Street', 70),
    building_number: line('House number', 16),
    building_name: line('Building', 35),
    post_box: line('Post box', 16),
    post_code: line('Postcode', 16),
    town_name: line('Town', 35),
    country_sub_division: line('Region', 35),
    country: { type: 'string', title: 'Country', minLength: 2, maxLength: 2, format: 'country' },
  },
};

/** The titles that the platform itself writes into forms. */
export const ADDRESS_TITLES: readonly string[] = Object.values(ADDRESS.properties as Record<string, Schema>).map(
  ({ title }) => String(title),
);

/** A schema in which each `"format": "postal-address"` is replaced by what it stands for. */
export function expanded(schema: Schema): Schema {
  if (!mentionsAddress(schema)) return schema;
  const own = schema.format === POSTAL_ADDRESS ? { ...ADDRESS, ...schema } : schema;
  const inside = (value: Json | undefined): Json => (isObject(value) ? expanded(value) : (value ?? null));
  const members = isObject(own.properties)
    ? { properties: Object.fromEntries(Object.entries(own.properties).map(([name, value]) => [name, inside(value)])) }
    : {};
  return { ...own, ...members, ...(isObject(own.items) ? { items: inside(own.items) } : {}) };
}

const mentionsAddress = (schema: Json): boolean => {
  if (Array.isArray(schema)) return schema.some(mentionsAddress);
  if (!isObject(schema)) return false;
  return schema.format === POSTAL_ADDRESS || Object.values(schema).some(mentionsAddress);
};

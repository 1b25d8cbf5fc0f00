import type { JsonObject } from '../../domain/json';
import { dataSchema } from '../../domain/skill/ask';
import type { SkillDefinition } from '../../domain/skill/definition';
import { compileForm } from '../../kit/forms/form';
import { formFaults } from '../../kit/forms/form-rules';
import { samplePayload } from '../../kit/sample';

/** What the check finds in a form with one field: code and place in it. */
function faultsOf(field: JsonObject): string[] {
  const ask = { type: 'object', additionalProperties: false, properties: { f: field } };
  const definition = { steps: { s: { ask, next: 's' } } } as unknown as SkillDefinition;
  return formFaults(definition).map(
    ({ code, pointer }) => `${code} ${pointer.replace('/steps/s/ask/properties/f', '')}`,
  );
}
const TEXT = { type: 'string', maxLength: 40 };
const MANY = Array.from({ length: 170 }, () => TEXT);

describe('A declared format is refused', () => {
  test.each<[string, JsonObject, string]>([
    ['on what is no text', { type: 'number', format: 'amount' }, 'format_misplaced /format'],
    ['on a value of any type', { format: 'iban' }, 'format_misplaced /format'],
    ['in an alternative', { anyOf: [{ ...TEXT, format: 'iban' }, TEXT] }, 'format_misplaced /anyOf/0/format'],
    [
      'as normalising in an alternative',
      { anyOf: [{ ...TEXT, 'x-normalise': 'line' }] },
      'format_misplaced /anyOf/0/x-normalise',
    ],
    ['with another one’s option', { ...TEXT, format: 'iban', 'x-country': 'RO' }, 'format_misplaced /x-country'],
    ['with an option and no format', { ...TEXT, 'x-amount': { minimum: '1' } }, 'format_misplaced /x-amount'],
    [
      'with a currency that is none',
      { ...TEXT, format: 'amount', 'x-amount': { currency: 'EUX' } },
      'format_misplaced /x-amount/currency',
    ],
    ['with a country that is none', { ...TEXT, format: 'phone', 'x-country': 'UK' }, 'format_misplaced /x-country'],
    ['with members of one’s own', { format: 'postal-address', properties: { town: TEXT } }, 'format_misplaced /format'],
  ])('%s', (_what, field, fault) => expect(faultsOf(field)).toEqual([fault]));
});

test.each<[string, JsonObject]>([
  ['a large pattern at a long text', { type: 'string', pattern: '^[a-z]{0,400}$', maxLength: 10_000 }],
  [
    'a long list',
    { type: 'array', maxItems: 1_000, items: { type: 'string', pattern: '^[a-z]{1,40}$', maxLength: 80 } },
  ],
  ['many alternatives in a long list', { type: 'array', maxItems: 1_000, items: { anyOf: MANY } }],
])('A form that could take too many steps is refused: %s', (_what, field) => {
  expect(faultsOf(field)).toEqual([expect.stringMatching(/^form_too_costly /)]);
});

test('The patterns of a form are bounded together', () => {
  const many = {
    anyOf: Array.from({ length: 3 }, () => ({ type: 'string', pattern: '^[a-z]{0,190}$' })),
    maxLength: 40,
  };
  expect(faultsOf(many)).toContainEqual(expect.stringMatching(/^pattern_too_large /));
});

test('A form of each declared format is good, and its sample is what it takes', () => {
  const formats = ['iban', 'bic', 'amount', 'currency', 'phone', 'country', 'person-name'];
  const properties: JsonObject = {
    ...Object.fromEntries(formats.map((format) => [format, { ...TEXT, format }])),
    address: { format: 'postal-address' },
  };
  for (const field of Object.values(properties)) expect(faultsOf(field as JsonObject)).toEqual([]);
  const schema = dataSchema({
    type: 'object',
    additionalProperties: false,
    properties,
    required: Object.keys(properties),
  });
  const sample = samplePayload(schema) as JsonObject;
  expect(compileForm(schema).read(sample, '2026-11-27').faults('')).toEqual([]);
});

test('A form of a session that began with a wider pattern works on', () => {
  const schema = { type: 'object', properties: { f: { type: 'string', pattern: '(?i)^\\pL[\\w-.]*$' } } };
  expect(faultsOf(schema.properties.f)).not.toEqual([]);
  expect(compileForm(schema).read({ f: 'Ana-1.2' }, '2026-11-27').isGood).toBe(true);
  expect(compileForm(schema).read({ f: '1' }, '2026-11-27').isGood).toBe(false);
});

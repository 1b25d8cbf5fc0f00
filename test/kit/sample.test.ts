import fc from 'fast-check';
import type { JsonObject } from '../../domain/json';
import { dataSchema } from '../../domain/skill/ask';
import { CHECK_DAY } from '../../kit/forms/check-day';
import { fillForm } from '../../kit/forms/fill';
import { compileForm } from '../../kit/forms/form';

const TEXT = fc
  .tuple(
    fc.nat(12),
    fc.nat(8),
    fc.constantFrom(undefined, '^[a-z]+$', '^(?:[A-Z]{2}[0-9]*|[a-z-]+)$', '[0-9]', '^a?b*c+'),
  )
  .map(([least, more, pattern]): JsonObject => {
    const most = Math.max(least, 1) + more + 3;
    return { type: 'string', minLength: Math.max(least, 1), maxLength: most, ...(pattern ? { pattern } : {}) };
  });
const FORMAT = fc
  .constantFrom('iban', 'bic', 'amount', 'currency', 'phone', 'country', 'date', 'date-time', 'email', 'uri', 'uuid')
  .map((format): JsonObject => ({ type: 'string', format }));
const NUMBER = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(60), fc.constantFrom(undefined, 2, 7), fc.boolean())
  .map(
    ([minimum, more, step, isWhole]): JsonObject => ({
      type: isWhole ? 'integer' : 'number',
      minimum,
      exclusiveMaximum: minimum + more + 8,
      ...(step ? { multipleOf: step } : {}),
    }),
  );
const CHOICE = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 1, true, null), { minLength: 1 })
  .map((choices): JsonObject => ({ enum: choices as never }));
const LEAF = fc.oneof(TEXT, FORMAT, NUMBER, CHOICE, fc.constant<JsonObject>({ type: 'boolean' }));
/** Of texts there are always enough different ones. */
const LIST = fc.tuple(fc.oneof(TEXT, NUMBER), fc.nat(4), fc.boolean()).map(
  ([items, minItems, isSet]): JsonObject => ({
    type: 'array',
    items,
    minItems,
    maxItems: 6,
    uniqueItems: isSet && items.type === 'string',
  }),
);
const either = fc
  .tuple(LEAF, LEAF)
  .map((anyOf): JsonObject => ({ anyOf: anyOf.map(({ format: _format, ...rest }) => ({ maxLength: 60, ...rest })) }));
const FIELD = fc.oneof(LEAF, LIST, either);
const FORM = fc
  .tuple(fc.array(FIELD, { minLength: 1, maxLength: 6 }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
  .map(([fields, needed]): JsonObject => {
    const named = fields.map((field, index) => [`f${index}`, field] as const);
    const required = named.map(([name]) => name).filter((_name, index) => needed[index]);
    const last = `f${fields.length - 1}`;
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(named),
      required,
      ...(fields.length > 1 ? { dependentRequired: { f0: [last] } } : {}),
    };
  });

test('A form of the language that can be filled in is filled in, and the API takes what was found', () => {
  fc.assert(
    fc.property(FORM, (form) => {
      const found = fillForm(form);
      expect(found).toBeDefined();
      expect(
        compileForm(dataSchema(form))
          .read(found as JsonObject, CHECK_DAY)
          .faults(''),
      ).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

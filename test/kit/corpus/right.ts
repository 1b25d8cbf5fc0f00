import { ACTION, branches, form, note, type Right } from './document';

const text = (maxLength: number) => ({ type: 'string', maxLength });

/** Documents that look as if something were wrong with them. */
export const RIGHT: readonly Right[] = [
  {
    what: 'a pattern and bounds of exactly its length',
    change: note({ ...text(6), minLength: 6, pattern: '^[0-9]{6}$' }, true),
  },
  {
    what: 'a pattern of several alternatives of which only a long one fits',
    change: note({ ...text(12), minLength: 9, pattern: '^(?:[A-Z]{2}|[a-z]{3,10}|[0-9]{4})$' }, true),
  },
  {
    what: 'a pattern in a class of letters that no keyboard of ours has',
    change: note({ ...text(5), pattern: '^[ăîșțâ]{2,5}$' }, true),
  },
  {
    what: 'a pattern that is not held to the ends, and a least length',
    change: note({ ...text(40), minLength: 20, pattern: '[0-9]{3}' }, true),
  },
  {
    what: 'a number between two bounds that are near each other',
    change: note({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, true),
  },
  { what: 'bounds that are equal', change: note({ type: 'integer', minimum: 7, maximum: 7 }, true) },
  {
    what: 'an amount of one value',
    change: note({ type: 'string', format: 'amount', 'x-amount': { minimum: '12.34', maximum: '12.34' } }, true),
  },
  {
    what: 'an amount without decimals',
    change: note({ type: 'string', format: 'amount', 'x-amount': { currency: 'JPY' } }, true),
  },
  {
    what: 'an IBAN of one country',
    change: note({ type: 'string', format: 'iban', maxLength: 34, pattern: '^RO' }, true),
  },
  {
    what: 'as many different entries as there are choices',
    change: note({ type: 'array', minItems: 2, maxItems: 2, uniqueItems: true, items: { enum: ['a', 'b'] } }, true),
  },
  {
    what: 'different entries of a list that has many',
    change: note({ type: 'array', minItems: 40, maxItems: 50, uniqueItems: true, items: text(2) }, true),
  },
  {
    what: 'one of two members that has to be there',
    change: form({
      properties: { phone: { ...text(20), format: 'phone' }, email: { ...text(80), format: 'email' } },
      anyOf: [{ required: ['phone'] }, { required: ['email'] }],
    }),
  },
  {
    what: 'alternatives of several types',
    change: note({ anyOf: [{ type: 'integer', minimum: 1, maximum: 9 }, { enum: ['none'] }] }, true),
  },
  { what: 'an empty choice that is meant', change: note({ enum: ['', 'a'] }, true) },
  { what: 'labels of a yes or no', change: note({ type: 'boolean', 'x-labels': { true: 'Yes', false: 'No' } }) },
  {
    what: 'an upload that need not be',
    change: note({ 'x-upload': { mime: ['image/jpeg'], maxBytes: 1_000, count: [0, 20] } }),
  },
  {
    what: 'containers that name a type of their own',
    change: note({ 'x-upload': { mime: ['application/vnd.etsi.asic-s+zip'], maxBytes: 1_000, count: [0, 1] } }),
  },
  { what: 'a whole address', change: note({ format: 'postal-address', title: 'Your address' }, true) },
  {
    what: 'an example as people type it',
    change: note({ type: 'string', format: 'amount', 'x-amount': { currency: 'EUR' }, examples: ['24,9'] }),
  },
  {
    what: 'a narrower condition before a wider one',
    change: branches(
      [{ [ACTION]: { const: 'change' } }, 'terms'],
      [{ [ACTION]: { type: 'string' }, '/steps/terms/period': { const: '3' } }, 'terms'],
    ),
  },
  {
    what: 'two conditions that overlap',
    change: branches(
      [{ '/steps/terms/value': { minLength: 3, maxLength: 5 } }, 'terms'],
      [{ '/steps/terms/value': { minLength: 4 } }, 'terms'],
    ),
  },
  {
    what: 'a field that is asked of some, by a box to tick',
    change: form({
      properties: { gift: { const: true }, to: { ...text(9), 'x-ui': { visible_when: { '/gift': { const: true } } } } },
      dependentRequired: { gift: ['to'] },
    }),
  },
  {
    what: 'a field that some answers need, by the alternatives of the form',
    change: form({
      properties: {
        work: { enum: ['none', 'study', 'employed'] },
        employer: { ...text(9), 'x-ui': { visible_when: { '/work': { const: 'employed' } } } },
      },
      required: ['value', 'period', 'work'],
      anyOf: [{ properties: { work: { enum: ['none', 'study'] } } }, { required: ['employer'] }],
    }),
  },
  {
    what: 'fields that are shown one for the other',
    change: form({
      properties: {
        gift: { const: true },
        to: { ...text(9), 'x-ui': { visible_when: { '/gift': { const: true } } } },
        from: { ...text(9), 'x-ui': { visible_when: { '/gift': { enum: [true] } } } },
      },
      dependentRequired: { gift: ['to'], to: ['from'] },
    }),
  },
  {
    what: 'lists in a list, of a thousand each: the size of a submission bounds them',
    change: note({ type: 'array', maxItems: 1_000, items: { type: 'array', maxItems: 1_000, items: text(9) } }),
  },
  { what: 'not, of a field that is required', change: branches([{ [ACTION]: { not: { const: 'accept' } } }, 'terms']) },
];

import type { JsonObject } from '../../../domain/json';
import { form, note, type Wrong } from './document';

const NOTE = '/steps/terms/ask/properties/note';
const files = (mime: string, count: number[] = [0, 1]) => ({
  'x-upload': { mime: [mime], maxBytes: 1_000_000, count },
});
const text = (maxLength: number) => ({ type: 'string', maxLength });

const GIFT = { '/gift': { const: true } };
const shown = (condition: JsonObject) => ({ ...text(9), 'x-ui': { visible_when: condition } });
const when = (condition: JsonObject) => ({ properties: { gift: { const: true }, to: shown(condition) } });
/** Wrong forms by the field `to`, which is shown sometimes. */
const hidden = (rows: [what: string, ask: JsonObject, code: string, at: string][]): Wrong[] =>
  rows.map(([what, ask, code, at]) => ({
    what,
    change: form(ask),
    finds: [`${code} /steps/terms/ask/properties/to/x-ui/visible_when${at}`],
  }));

/** Forms that nobody can fill in, or that mean something else than their author thinks. */
export const WRONG_FORMS: readonly Wrong[] = [
  {
    what: 'a required property that is not there',
    change: form({ required: ['value', 'period', 'month'] }),
    finds: ['required_unknown /steps/terms/ask/required/2'],
  },
  {
    what: 'a required member that is not there, inside of a list',
    change: note({
      type: 'array',
      maxItems: 3,
      items: { type: 'object', additionalProperties: false, required: ['nme'], properties: { name: text(9) } },
    }),
    finds: [`required_unknown ${NOTE}/items/required/0`],
  },
  {
    what: 'a choice of another type than the field',
    change: note({ type: 'integer', enum: [3, 6, '12'] }),
    finds: [`choice_misfit ${NOTE}/enum/2`],
  },
  {
    what: 'a const of another type than the field',
    change: note({ type: 'string', const: 1 }),
    finds: [`choice_misfit ${NOTE}/const`],
  },
  {
    what: 'a const that is not among the choices',
    change: note({ enum: ['a', 'b'], const: 'c' }),
    finds: [`choice_misfit ${NOTE}/enum/0`, `choice_misfit ${NOTE}/enum/1`, `choice_misfit ${NOTE}/const`],
  },
  {
    what: 'a choice that is longer than the field',
    change: note({ type: 'string', maxLength: 3, enum: ['one', 'three'] }),
    finds: [`choice_misfit ${NOTE}/enum/1`],
  },
  {
    what: 'a choice that its format writes otherwise',
    change: note({ type: 'string', format: 'currency', enum: ['eur', 'RON'] }),
    finds: [`choice_misfit ${NOTE}/enum/0`],
  },
  {
    what: 'a choice that is listed twice',
    change: note({ enum: ['a', 'b', 'a'] }),
    finds: [`choice_repeated ${NOTE}/enum/2`],
  },
  {
    what: 'a shortest text that is longer than the longest',
    change: note({ type: 'string', minLength: 10, maxLength: 5 }),
    finds: [`bounds_crossed ${NOTE}/minLength`],
  },
  {
    what: 'a least count of entries above the most',
    change: note({ type: 'array', minItems: 3, maxItems: 1, items: text(9) }),
    finds: [`bounds_crossed ${NOTE}/minItems`],
  },
  {
    what: 'a minimum above the maximum',
    change: note({ type: 'number', minimum: 10, maximum: 1 }),
    finds: [`bounds_crossed ${NOTE}/minimum`],
  },
  {
    what: 'a whole number between two whole numbers that follow each other',
    change: note({ type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }),
    finds: [`bounds_crossed ${NOTE}/exclusiveMinimum`],
  },
  {
    what: 'a multiple that the bounds leave out',
    change: note({ type: 'number', minimum: 11, maximum: 19, multipleOf: 10 }),
    finds: [`bounds_crossed ${NOTE}/minimum`],
  },
  {
    what: 'an amount of which the least is above the most',
    change: note({ type: 'string', format: 'amount', 'x-amount': { minimum: '100.00', maximum: '99.99' } }),
    finds: [`bounds_crossed ${NOTE}/x-amount/minimum`],
  },
  {
    what: 'an amount between two equal bounds',
    change: note({ type: 'string', format: 'amount', 'x-amount': { exclusiveMinimum: '5', maximum: '5.00' } }),
    finds: [`bounds_crossed ${NOTE}/x-amount/exclusiveMinimum`],
  },
  {
    what: 'at least three files and at most one',
    change: note(files('image/jpeg', [3, 1])),
    finds: [`bounds_crossed ${NOTE}/x-upload/count`],
  },
  {
    what: 'more different entries than there are values',
    change: note({ type: 'array', minItems: 3, maxItems: 5, uniqueItems: true, items: { enum: ['a', 'b'] } }),
    finds: [`bounds_crossed ${NOTE}/minItems`],
  },
  {
    what: 'image/jpg',
    change: note(files('image/jpg')),
    finds: [`media_type_alias ${NOTE}/x-upload/mime/0`],
  },
  {
    what: 'a misspelt media type',
    change: note(files('application/pfd')),
    finds: [`media_type_unknown ${NOTE}/x-upload/mime/0`],
  },
  {
    what: 'a media type that no content tells',
    change: note(files('text/csv')),
    finds: [`media_type_unknown ${NOTE}/x-upload/mime/0`],
  },
  {
    what: 'an upload inside of a list',
    change: note({ type: 'array', maxItems: 2, items: files('image/png') }),
    finds: [`upload_misplaced ${NOTE}/items/x-upload`],
  },
  {
    what: 'an upload inside of an object',
    change: note({ type: 'object', additionalProperties: false, properties: { scan: files('image/png') } }),
    finds: [`upload_misplaced ${NOTE}/properties/scan/x-upload`],
  },
  {
    what: 'an example that its form refuses',
    change: form({ examples: [{ value: '10', period: '3' }] }),
    finds: ['example_misfit /steps/terms/ask/examples/0/value'],
  },
  {
    what: 'an example that lacks a member',
    change: form({ examples: [{ value: '1000' }] }),
    finds: ['example_misfit /steps/terms/ask/examples/0'],
  },
  {
    what: 'an IBAN with a wrong check digit as an example',
    change: note({ type: 'string', format: 'iban', examples: ['DE88370400440532013000'] }),
    finds: [`example_misfit ${NOTE}/examples/0`],
  },
  {
    what: 'a default that is no choice',
    change: note({ enum: ['a', 'b'], default: 'c' }),
    finds: [`example_misfit ${NOTE}/default`],
  },
  {
    what: 'a label for what is no choice',
    change: note({ enum: ['a', 'b'], 'x-labels': { A: 'First' } }),
    finds: [`label_unknown ${NOTE}/x-labels/A`],
  },
  {
    what: 'a field without a type',
    change: note({ title: 'Anything' }),
    finds: [`type_missing ${NOTE}`],
  },
  {
    what: 'a list of anything',
    change: note({ type: 'array', maxItems: 9 }),
    finds: [`type_missing ${NOTE}`],
  },
  {
    what: 'an object that takes any member',
    change: note({ type: 'object' }),
    finds: [`object_open ${NOTE}`],
  },
  {
    what: 'a text of any length',
    change: note({ type: 'string' }),
    finds: [`length_missing ${NOTE}`],
  },
  {
    what: 'a list of any length',
    change: note({ type: 'array', items: text(9) }),
    finds: [`length_missing ${NOTE}`],
  },
  {
    what: 'a minimum of a text',
    change: note({ ...text(9), minimum: 100 }),
    finds: [`keyword_misplaced ${NOTE}/minimum`],
  },
  {
    what: 'a pattern that needs more characters than there may be',
    change: note({ ...text(5), pattern: '^[0-9]{6}$' }),
    finds: [`form_unfillable ${NOTE}`],
  },
  {
    what: 'an IBAN of at most ten characters',
    change: note({ ...text(10), format: 'iban' }),
    finds: [`form_unfillable ${NOTE}`],
  },
  {
    what: 'alternatives of which each has another type than the field',
    change: note({ type: 'integer', anyOf: [{ type: 'string', maxLength: 3 }, { enum: ['a'] }] }),
    finds: [`form_unfillable ${NOTE}`],
  },
  {
    what: 'a day that no calendar has',
    change: note({ type: 'string', format: 'date', maxLength: 10, pattern: '^2024-02-30$' }, true),
    finds: ['form_sample_missing /steps/terms/ask'],
  },
  {
    what: 'a form of hundreds of fields',
    change: note({
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`n${index}`, { type: 'boolean' }])),
    }),
    finds: ['form_too_large /steps/terms/ask'],
  },
  {
    what: 'a pattern that takes long at a long text',
    change: note({ type: 'string', maxLength: 10_000, pattern: '^[a-z]{1,200}$' }),
    finds: [`form_too_costly ${NOTE}`],
  },
  {
    what: 'a pattern of thousands of instructions',
    change: note({ ...text(9), pattern: '^(?:[a-z]{30}[0-9]{30}){30}$' }),
    finds: [`pattern_too_large ${NOTE}/pattern`],
  },
  {
    what: 'a pattern with look-ahead',
    change: note({ ...text(9), pattern: '^(?=a)' }),
    finds: [`pattern_not_linear ${NOTE}/pattern`],
  },
  {
    what: 'a pattern that browsers read otherwise',
    change: note({ ...text(9), pattern: '^\\s+$' }),
    finds: [`pattern_ambiguous ${NOTE}/pattern`],
  },
  {
    what: 'a format on a number',
    change: note({ type: 'number', format: 'amount' }),
    finds: [`format_misplaced ${NOTE}/format`],
  },
  ...hidden([
    ['a field shown for what is not there', when({ '/gfit': { const: true } }), 'visible_when_bad', '/~1gfit'],
    [
      'a field shown for data of another step',
      when({ '/steps/terms/value': { const: '1' } }),
      'visible_when_bad',
      '/~1steps~1terms~1value',
    ],
    ['a field shown for itself', when({ '/to': { const: 'x' } }), 'visible_when_bad', '/~1to'],
    ['a field shown for what no choice is', when({ '/period': { const: '24' } }), 'visible_when_bad', '/~1period'],
    [
      'a field shown by a keyword that conditions do not have',
      when({ '/value': { pattern: '^1' } }),
      'visible_when_bad',
      '/~1value',
    ],
    [
      'a field shown by a bound in quotation marks',
      when({ '/value': { minLength: '4' } }),
      'visible_when_bad',
      '/~1value/minLength',
    ],
    [
      'a field shown for a value of the session',
      when({ '/value': { const: { $: '/input/reference' } } }),
      'visible_when_bad',
      '/~1value',
    ],
    [
      'a field that may be hidden, and is required',
      { ...when(GIFT), required: ['value', 'period', 'to'] },
      'required_hidden',
      '',
    ],
    [
      'a field that has to be given with one that does not show it',
      { ...when(GIFT), dependentRequired: { value: ['to'] } },
      'required_hidden',
      '',
    ],
    [
      'a field that has to be given with a yes or no',
      { properties: { gift: { type: 'boolean' }, to: shown(GIFT) }, dependentRequired: { gift: ['to'] } },
      'required_hidden',
      '',
    ],
  ]),
  {
    what: 'a file that may be hidden, and has to be sent',
    change: note({ ...files('image/png', [1, 1]), 'x-ui': { visible_when: { '/period': { const: '3' } } } }),
    finds: [`required_hidden ${NOTE}/x-ui/visible_when`],
  },
  {
    what: 'alternatives of which one answer wants what is hidden',
    change: form({
      properties: {
        work: { enum: ['none', 'study', 'employed'] },
        employer: { ...text(9), 'x-ui': { visible_when: { '/work': { const: 'employed' } } } },
      },
      required: ['value', 'period', 'work'],
      anyOf: [{ properties: { work: { enum: ['none'] } } }, { required: ['employer'] }],
    }),
    finds: ['required_hidden /steps/terms/ask'],
  },
  {
    what: 'two fields that wait for each other',
    change: form({
      properties: { a: shown({ '/b': { const: 'x' } }), b: shown({ '/a': { const: 'x' } }) },
    }),
    finds: ['a/~1b', 'b/~1a'].map(
      (end) => `visible_when_bad /steps/terms/ask/properties/${end.replace('/', '/x-ui/visible_when/')}`,
    ),
  },
  {
    what: 'an entry of a list that is shown sometimes',
    change: note({ type: 'array', maxItems: 2, items: shown({ '/period': { const: '3' } }) }),
    finds: [`visible_when_bad ${NOTE}/items/x-ui/visible_when`],
  },
  {
    what: 'what depends on a property that is not there',
    change: form({ dependentRequired: { gift: ['value'] } }),
    finds: ['required_unknown /steps/terms/ask/dependentRequired/gift'],
  },
  {
    what: 'a file that depends on data',
    change: form({ properties: { scan: files('image/png') }, dependentRequired: { period: ['scan'] } }),
    finds: ['required_unknown /steps/terms/ask/dependentRequired/period/0'],
  },
];

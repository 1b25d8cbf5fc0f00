import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import type { Json } from '../../../domain/json';
import { exampleOf } from '../../../domain/skill/inclusion/example';
import { included } from '../../../domain/skill/inclusion/inclusion';
import type { Schema } from '../../../domain/skill/skill';

const small = fc.integer({ min: 0, max: 4 });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const defined = (schema: object): Schema => JSON.parse(JSON.stringify(schema)) as Schema;

const PATTERNS = [
  '^[a-z]*$',
  '^[a-c]{1,3}$',
  '^a',
  'b$',
  '^(?:ab|ba)+$',
  '[0-9]',
  '^[^a]*$',
  '^(a|b?)c{0,2}$',
  '^\\d+(\\.\\d+)?$',
];
const TEXTS = ['', 'a', 'ab', 'abc', 'ba', '12', '1.5', 'ac', 'é', 'aaaa'];
const text = fc
  .record({ minLength: some(small), maxLength: some(small), pattern: some(fc.constantFrom(...PATTERNS)) })
  .map((schema) => defined({ type: 'string', ...schema }));
const number = fc
  .record({
    type: fc.constantFrom('integer', 'number'),
    minimum: some(small),
    maximum: some(small),
    exclusiveMinimum: some(small),
    exclusiveMaximum: some(small),
    multipleOf: some(fc.integer({ min: 1, max: 3 })),
  })
  .map(defined);
const scalar = fc.constantFrom<Json>(...TEXTS, 0, 1, 2.5, true, null);
const listed = fc.oneof(
  fc.array(scalar, { minLength: 1, maxLength: 3 }).map((values) => defined({ enum: values })),
  scalar.map((value) => defined({ const: value })),
);

const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    listed,
    fc.constantFrom<Schema>({ type: 'boolean' }, { type: 'null' }, {}, { type: ['string', 'null'] }),
    fc
      .record({
        items: some(tie('schema')),
        minItems: some(small),
        maxItems: some(small),
        uniqueItems: some(fc.boolean()),
      })
      .map((list) => defined({ type: 'array', ...list })),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { maxKeys: 3 }),
        required: some(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 })),
        additionalProperties: some(fc.constant(false)),
        maxProperties: some(small),
      })
      .map((object) => defined({ type: 'object', ...object })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

/** A value near a schema: what it allows, or something else altogether. */
const value: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', 'c', '1', '.', 'é') }),
  fc.integer({ min: -2, max: 6 }),
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), scalar, { maxKeys: 3 }),
) as fc.Arbitrary<Json>;

const ajv = new Ajv2020({ strict: false, unicodeRegExp: true });
const judge = (of: Schema) => ajv.compile(of);

/** Pairs that are often alike, since two schemas at random hardly ever fit. */
const pair = fc.oneof(
  fc.tuple(schema, schema),
  schema.map((one) => [one, one] as [Schema, Schema]),
  fc.tuple(text, text),
  fc.tuple(number, number),
);

describe('Whether every value of a schema is one of another', () => {
  test('is never answered with yes where a value is not', () => {
    let yes = 0;
    fc.assert(
      fc.property(pair, fc.array(value, { minLength: 30, maxLength: 30 }), ([from, to], values) => {
        if (included(from, to) !== 'yes') return;
        yes += 1;
        const [isOne, isOther] = [judge(from), judge(to)];
        const example = exampleOf(from);
        for (const tried of [...values, ...(example === undefined ? [] : [example])])
          expect({ from, to, tried, fits: !isOne(tried) || isOther(tried) }).toMatchObject({ fits: true });
      }),
      { numRuns: 1500 },
    );
    expect(yes).toBeGreaterThan(200);
  });

  test('is never answered with no but by a value that is one of the first and none of the second', () => {
    let no = 0;
    fc.assert(
      fc.property(pair, ([from, to]) => {
        const answer = included(from, to);
        if (answer === 'yes' || answer === undefined) return;
        no += 1;
        const fits = { from: judge(from)(answer.example), to: judge(to)(answer.example) };
        expect({ from, to, answer, fits }).toMatchObject({ fits: { from: true, to: false } });
      }),
      { numRuns: 1500 },
    );
    // How many of random schemas answer no is chance: the test is to have looked at many.
    expect(no).toBeGreaterThan(300);
  });

  test('is answered for two texts, always', () => {
    fc.assert(
      fc.property(text, text, (from, to) => expect(included(from, to)).toBeDefined()),
      { numRuns: 500 },
    );
  });
});

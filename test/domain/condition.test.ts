import type { Json } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import { CONDITION_KEYWORDS, evaluate, holds, same, type Truth } from '../../domain/skill/condition';
import type { Schema } from '../../domain/skill/skill';

const session = { limit: 5, text: 'five', none: null, list: [1] };
const lookup = (pointer: string) => valueAt(session, pointer);

/** The frozen meaning: no line of this table may ever change, for recorded sessions were decided by it. */
const MEANING: [Schema, Json | undefined, Truth][] = [
  [{}, 1, true],
  [{}, undefined, undefined],
  [{ type: 'string' }, 'a', true],
  [{ type: 'string' }, 1, false],
  [{ type: 'boolean' }, false, true],
  [{ type: 'number' }, 1.5, true],
  [{ type: 'number' }, true, false],
  [{ type: 'integer' }, 2, true],
  [{ type: 'integer' }, 2.5, false],
  [{ type: 'integer' }, '2', false],
  [{ type: 'null' }, null, true],
  [{ type: 'null' }, 0, false],
  [{ type: 'array' }, [], true],
  [{ type: 'array' }, {}, false],
  [{ type: 'object' }, {}, true],
  [{ type: 'object' }, [], false],
  [{ type: 'object' }, null, false],
  [{ type: ['string', 'null'] }, null, true],
  [{ type: ['string', 'null'] }, 1, false],
  [{ const: 'a' }, 'a', true],
  [{ const: 1 }, true, false],
  [{ const: 1 }, '1', false],
  [{ const: { a: [1], b: 2 } }, { b: 2, a: [1] }, true],
  [{ const: null }, null, true],
  [{ enum: ['a', 'b'] }, 'b', true],
  [{ enum: ['a', 'b'] }, 'c', false],
  [{ enum: 'a' }, 'a', undefined],
  [{ minimum: 2 }, 2, true],
  [{ minimum: 2 }, 1, false],
  [{ minimum: 2 }, true, undefined],
  [{ minimum: 2 }, '3', undefined],
  [{ minimum: '2' }, 3, undefined],
  [{ maximum: 2 }, 2, true],
  [{ maximum: 2 }, 3, false],
  [{ exclusiveMinimum: 2 }, 2, false],
  [{ exclusiveMinimum: 2 }, 3, true],
  [{ exclusiveMaximum: 2 }, 2, false],
  [{ exclusiveMaximum: 2 }, 1, true],
  [{ minLength: 2 }, 'a', false],
  [{ minLength: 1 }, '💶', true],
  [{ maxLength: 1 }, '💶', true],
  [{ maxLength: 1 }, 'ab', false],
  [{ minLength: 0 }, [], undefined],
  [{ minLength: '0' }, 'a', undefined],
  [{ minItems: 1 }, [1], true],
  [{ minItems: 1 }, [], false],
  [{ minItems: 0 }, 'a', undefined],
  [{ maxItems: 1 }, [1, 2], false],
  [{ maxItems: 2 }, [1, 2], true],
  [{ contains: { const: 2 } }, [1, 2], true],
  [{ contains: { const: 3 } }, [1, 2], false],
  [{ contains: { minimum: 1 } }, ['a', true], false],
  [{ contains: { const: 2 } }, 'x', undefined],
  [{ contains: 2 }, [2], undefined],
  [{ contains: { at: '/age', minimum: 70 } }, [{ age: 30 }, { age: 71 }], true],
  [{ contains: { at: '/age', minimum: 70 } }, [{ age: 30 }, {}, 71, null], false],
  [{ contains: { at: '/age', minimum: 70 } }, [], false],
  [{ contains: { at: '/age', minimum: 70 } }, { age: 71 }, undefined],
  [{ contains: { at: '/address/town', const: 'Cluj' } }, [{ address: { town: 'Cluj' } }], true],
  [{ contains: { at: '/age' } }, [{}, { age: null }], true],
  [{ contains: { at: '/age' } }, [{}], false],
  [{ contains: { at: '/constructor' } }, [{}], false],
  [{ contains: { at: 'age', minimum: 1 } }, [{ age: 2 }], false],
  [{ contains: { at: 1, minimum: 1 } }, [{ age: 2 }], false],
  [{ contains: { at: '/ages', contains: { at: '/years', minimum: 70 } } }, [{ ages: [{ years: 70 }] }], true],
  [{ contains: { at: '/age', minimum: { $: '/limit' } } }, [{ age: 5 }], true],
  [{ not: { contains: { at: '/age', minimum: 70 } } }, [{ age: 30 }], true],
  [{ at: '/age', minimum: 70 }, { age: 71 }, undefined],
  [{ not: { const: 'a' } }, 'b', true],
  [{ not: { const: 'a' } }, 'a', false],
  [{ not: { const: 'a' } }, undefined, undefined],
  [{ not: { minimum: 2 } }, 'x', undefined],
  [{ not: { not: { minimum: 2 } } }, 3, true],
  [{ not: 'a' }, 'b', undefined],
  [{ anyOf: [{ const: 1 }, { const: 2 }] }, 2, true],
  [{ anyOf: [{ const: 1 }, { const: 2 }] }, 3, false],
  [{ anyOf: [{ minimum: 1 }, { const: 'x' }] }, 'x', true],
  [{ anyOf: [{ minimum: 1 }, { const: 'x' }] }, 'y', undefined],
  [{ anyOf: [true, { const: 'x' }] }, 'y', undefined],
  [{ anyOf: [] }, 1, false],
  [{ anyOf: { const: 1 } }, 1, undefined],
  [{ minimum: 1, maximum: 3 }, 2, true],
  [{ minimum: 1, maximum: 3 }, 4, false],
  [{ minimum: 1, const: 'x' }, 'x', undefined],
  [{ minimum: { $: '/limit' } }, 5, true],
  [{ minimum: { $: '/limit' } }, 4, false],
  [{ minimum: { $: '/gone' } }, 4, undefined],
  [{ minimum: { $: '/text' } }, 4, undefined],
  [{ const: { $: '/text' } }, 'five', true],
  [{ const: { $: '/none' } }, null, true],
  [{ not: { const: { $: '/gone' } } }, 'x', undefined],
  [{ enum: { $: '/list' } }, 1, true],
  [{ enum: [{ $: '/text' }, 'six'] }, 'five', true],
  [{ enum: [{ $: '/none' }] }, null, true],
  [{ enum: [{ $: '/gone' }] }, { $: '/gone' }, false],
  [{ contains: { const: { $: '/limit' } } }, [5], true],
  [{ anyOf: [{ const: { $: '/limit' } }] }, 5, true],
  [{ multipleOf: 2 }, 4, undefined],
  [{ constructor: 1 }, 1, undefined],
  [{ toString: 1 }, 1, undefined],
  [JSON.parse('{"__proto__": {}}') as Schema, 1, undefined],
];

describe('A condition', () => {
  test.each(MEANING)('%j says of %j: %j', (schema, value, expected) => {
    expect(evaluate(schema, value, lookup)).toBe(expected);
  });

  test('holds when all its pointers lead to values that fit, and not when one leads nowhere', () => {
    expect(holds({ '/limit': { minimum: 5 }, '/text': { type: 'string' } }, lookup)).toBe(true);
    expect(holds({ '/limit': { minimum: 5 }, '/gone': {} }, lookup)).toBe(false);
    expect(holds({ '/limit': { minimum: 6 } }, lookup)).toBe(false);
    expect(holds({ '/gone': { not: { const: 1 } } }, lookup)).toBe(false);
  });

  test('knows these keywords and no others', () => {
    expect([...CONDITION_KEYWORDS].sort().join(' ')).toBe(
      'anyOf const contains enum exclusiveMaximum exclusiveMinimum maxItems maxLength maximum minItems minLength minimum not type',
    );
  });
});

describe('Two JSON values', () => {
  test('are the same by what they hold, whatever the order of members', () => {
    expect(same({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    const different: [Json, Json][] = [
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1 }, null],
      [
        { a: 1, b: 2 },
        { a: 1, b: 3 },
      ],
      [[1], [1, 2]],
      [[1], { 0: 1 }],
      [
        [1, 2],
        [2, 1],
      ],
      [
        [1, 2],
        [1, 3],
      ],
      [JSON.parse('{"constructor": 1}') as Json, {}],
    ];
    for (const [a, b] of different) expect([same(a, b), same(b, a)]).toEqual([false, false]);
  });
});

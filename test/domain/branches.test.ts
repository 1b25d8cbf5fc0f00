import type { JsonObject } from '../../domain/json';
import { whyImpossible } from '../../domain/skill/check/possible';

const IMPOSSIBLE: [what: string, condition: JsonObject, producer: JsonObject][] = [
  ['a misspelt choice', { const: 'aproved' }, { enum: ['approved', 'declined'] }],
  ['another type than the value’s', { const: 5 }, { type: 'string' }],
  ['a type that the value never has', { type: 'number' }, { type: 'string' }],
  ['choices that it never has', { enum: ['a', 'b'] }, { enum: ['c'] }],
  ['a number’s bound on a text', { minimum: 1000 }, { type: 'string' }],
  ['a text’s bound on a number', { maxLength: 3 }, { type: 'integer' }],
  ['a list’s bound on a text', { minItems: 1 }, { type: 'string' }],
  ['more than it can be', { minimum: 11 }, { type: 'integer', maximum: 10 }],
  ['longer than it can be', { minLength: 5 }, { type: 'string', maxLength: 4 }],
  ['an item that no list has', { contains: { const: 'x' } }, { type: 'array', items: { enum: ['a'] } }],
  [
    'an item whose value no item has',
    { contains: { at: '/age', minimum: 151 } },
    { type: 'array', items: { type: 'object', properties: { age: { type: 'integer', maximum: 150 } } } },
  ],
  ['not what it always is', { not: { const: 'a' } }, { const: 'a' }],
  ['a bound that doesn’t apply, under not', { not: { minimum: 3 } }, { type: 'string' }],
  ['alternatives of which none can be', { anyOf: [{ const: 'x' }, { const: 'y' }] }, { enum: ['a'] }],
  ['itself in two ways', { type: 'string', const: 5 }, {}],
  ['a file where a text is meant', { type: 'string' }, { 'x-upload': {} }],
];

const POSSIBLE: [what: string, condition: JsonObject, producer: JsonObject][] = [
  ['a choice', { const: 'approved' }, { enum: ['approved', 'declined'] }],
  ['a type among several', { type: 'string' }, { type: ['string', 'null'] }],
  ['anything of a value that nothing is known of', { const: 5 }, {}],
  ['an integer as a number', { type: 'number' }, { type: 'integer' }],
  ['a reference', { const: { $: '/steps/a/b' } }, { enum: ['x'] }],
  ['a choice by reference', { enum: ['z', { $: '/steps/a/b' }] }, { enum: ['x'] }],
  ['one of two alternatives', { anyOf: [{ const: 'x' }, { const: 'a' }] }, { enum: ['a'] }],
  ['a value of an alternative', { const: 3 }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  ['not one of several', { not: { const: 'a' } }, { enum: ['a', 'b'] }],
  [
    'an item with a value that it may have',
    { contains: { at: '/age', minimum: 150 } },
    { type: 'array', items: { type: 'object', properties: { age: { type: 'integer', maximum: 150 } } } },
  ],
  ['the greatest there is', { minimum: 10 }, { type: 'integer', maximum: 10 }],
];

describe('A condition can never hold if it asks for', () => {
  test.each(IMPOSSIBLE)('%s', (_what, condition, producer) => {
    expect(whyImpossible(condition, producer)).toEqual(expect.any(String));
  });
});

describe('A condition may hold if it asks for', () => {
  test.each(POSSIBLE)('%s', (_what, condition, producer) => {
    expect(whyImpossible(condition, producer)).toBeUndefined();
  });
});

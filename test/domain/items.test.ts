import type { JsonObject } from '../../domain/json';
import type { Step } from '../../domain/session/kinds';
import { implies } from '../../domain/skill/check/implication';
import { compile } from '../../domain/skill/compile';
import { Drive } from './drive';
import { define, graphOf } from './fixture';
import { CATALOG } from './toy-catalog';

const traveller = {
  type: 'object',
  additionalProperties: false,
  required: ['age', 'name', 'address'],
  properties: {
    age: { type: 'integer', minimum: 0, maximum: 150 },
    name: { type: 'string', maxLength: 80, 'x-sensitive': 'pii' },
    address: { type: 'object', additionalProperties: false, properties: { town: { enum: ['Cluj', 'Iasi'] } } },
  },
};

/** A form with a list of travellers, and a branch on it. */
const steps = (condition: JsonObject): Record<string, Step> => ({
  form: {
    ask: {
      type: 'object',
      additionalProperties: false,
      required: ['travellers'],
      properties: { travellers: { type: 'array', minItems: 1, maxItems: 8, items: traveller } },
    },
    next: [{ when: { '/steps/form/travellers': condition }, to: 'rejected' }, { to: 'done' }],
  },
});
const faultsOf = (condition: JsonObject) => {
  const compiled = compile(define(steps(condition)), CATALOG, '');
  return compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => `${code} ${pointer}`);
};
const place = '/steps/form/next/0/when/~1steps~1form~1travellers';

test('A session branches on any traveller over 70', () => {
  const graph = graphOf(steps({ contains: { at: '/age', exclusiveMinimum: 70 } }));
  const end = (...ages: number[]) => new Drive(graph).submit({ travellers: ages.map((age) => ({ age })) }).session.step;
  expect([end(30, 71), end(30, 70), end(71)]).toEqual(['rejected', 'done', 'rejected']);
});

describe('The check of `at` in a `contains`', () => {
  test.each<[string, JsonObject, string[]]>([
    ['accepts a value of the items', { contains: { at: '/age', minimum: 70 } }, []],
    ['accepts a value deep inside', { not: { contains: { at: '/address/town', const: 'Cluj' } } }, []],
    [
      'refuses a value that they don’t have',
      { contains: { at: '/years', minimum: 70 } },
      [`pointer_bad ${place}/contains/at`],
    ],
    [
      'refuses one inside alternatives',
      { anyOf: [{ contains: { at: '/age', minimum: 1 } }, { not: { contains: { at: '/years', minimum: 70 } } }] },
      [`pointer_bad ${place}/anyOf/1/not/contains/at`],
    ],
    [
      'refuses one that is sealed',
      { contains: { at: '/name', const: 'Ana' } },
      [`sensitive_branch ${place}/contains/at`],
    ],
    ['refuses what is no pointer', { contains: { at: 'age', minimum: 1 } }, [`operand_wrong ${place}/contains/at`]],
    [
      'refuses a pointer to the item itself',
      { contains: { at: '', minItems: 1 } },
      [`operand_wrong ${place}/contains/at`],
    ],
    ['refuses it elsewhere', { not: { at: '/age', const: 1 } }, [`keyword_unknown ${place}`]],
    ['sees what no item can be', { contains: { at: '/age', minimum: 151 } }, [`branch_impossible ${place}`]],
    ['sees a value of another type', { contains: { at: '/address/town', minimum: 1 } }, [`branch_impossible ${place}`]],
  ])('%s', (_what, condition, expected) => {
    expect(faultsOf(condition)).toEqual(expected);
  });

  test('tells which of two conditions is the wider, where they look at the same value', () => {
    const over = (minimum: number, at?: string) => ({ contains: { ...(at ? { at } : {}), minimum } });
    expect(implies(over(70, '/age'), over(60, '/age'))).toBe(true);
    expect(implies(over(70, '/age'), over(60, '/years'))).toBe(false);
    expect(implies(over(70, '/age'), over(60))).toBe(false);
    expect(implies(over(70), over(60, '/age'))).toBe(false);
  });
});

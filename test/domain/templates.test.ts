import type { Json, JsonObject } from '../../domain/json';
import { fill, references, valueAt } from '../../domain/pointer';
import type { CallEffect } from '../../domain/session/events';
import type { Step } from '../../domain/session/kinds';
import { view } from '../../domain/session/view';
import { isWarning } from '../../domain/skill/check/fault';
import { compile } from '../../domain/skill/compile';
import {
  innerTemplates,
  JOIN_PARTS,
  joinTexts,
  plainTemplateOf,
  TEMPLATE_DEPTH,
  templateOf,
} from '../../domain/skill/template';
import { Drive } from './drive';
import { ask, define, graphOf } from './fixture';
import { CATALOG } from './toy-catalog';

const SEALED = { $sealed: 'v1.abc' };
const ADDRESS = { $callback: { step: 'wait', visit: 1 } };
const values = { a: 'Ana', n: 7, none: null, flag: true, sealed: SEALED, deep: { b: 'x' }, address: ADDRESS };
const filled = (template: Json) => fill(template, (pointer) => valueAt(values, pointer));

describe('A value with an `or`', () => {
  test.each<[string, Json, Json | undefined]>([
    ['the pointer’s value, where there is one', { $: '/a', or: 'x' }, 'Ana'],
    ['the literal, where there is none', { $: '/gone', or: 'x' }, 'x'],
    ['the literal, where there is null', { $: '/none', or: 'x' }, 'x'],
    ['another pointer’s value', { $: '/gone', or: { $: '/n' } }, 7],
    ['the first value of several', { $: '/gone', or: { $: '/none', or: { $: '/a', or: 'x' } } }, 'Ana'],
    ['an object, filled', { $: '/gone', or: { v: { $: '/a' } } }, { v: 'Ana' }],
    [
      'false and 0 and no text, for those are values',
      [
        { $: '/flag', or: 1 },
        { $: '/gone', or: 0 },
      ],
      [true, 0],
    ],
    ['nothing, where null says so', { v: { $: '/gone', or: null } }, {}],
    ['null in a list, where it is nothing', [{ $: '/gone', or: null }], [null]],
    ['nothing, where the last has none either', { $: '/gone', or: { $: '/lost' } }, undefined],
  ])('is %s', (_what, template, expected) => {
    expect(filled(template)).toEqual(expected);
  });

  test('is nothing else with another member beside it', () => {
    expect(filled({ $: '/a', default: 'x' })).toEqual({ $: '/a', default: 'x' });
    expect(filled({ $: '/a', or: 'x', join: [] })).toEqual({ $: '/a', or: 'x', join: [] });
    expect(templateOf({ $: 1, or: 2 })).toEqual({ kind: 'literal', value: { $: 1, or: 2 } });
  });
});

describe('A join', () => {
  test.each<[string, Json, Json | undefined]>([
    ['one text with nothing between', { join: ['Policy ', { $: '/n' }, ' of ', { $: '/a' }] }, 'Policy 7 of Ana'],
    ['the text of a single number', { join: [1.5] }, '1.5'],
    ['nothing where a part has no value', { v: { join: ['a', { $: '/gone' }] } }, {}],
    ['nothing where a part is null', { join: ['a', { $: '/none' }] }, undefined],
    ['nothing where a part is neither text nor number', { join: ['a', { $: '/flag' }] }, undefined],
    ['its `or`, where a part has no value', { join: ['a', { $: '/gone' }], or: 'b' }, 'b'],
    ['with the `or` of a part', { join: ['a', { $: '/gone', or: 'b' }] }, 'ab'],
    ['with a join inside', { join: ['a', { join: ['b', 'c'] }] }, 'abc'],
    ['what stands in for a pointer', { $: '/gone', or: { join: ['a', { $: '/n' }] } }, 'a7'],
    ['left to the activity where a part is sealed', { join: ['Mr ', { $: '/sealed' }] }, { $join: ['Mr ', SEALED] }],
    [
      'left to the activity where an inner one is',
      { join: [{ join: ['a', { $: '/sealed' }] }, 'b'] },
      { $join: [{ $join: ['a', SEALED] }, 'b'] },
    ],
    [
      'left to the activity where a part is the address for a partner’s answer',
      { join: [{ $: '/address' }, '?x'] },
      { $join: [ADDRESS, '?x'] },
    ],
    ['nothing where a part is an object', { join: ['a', { $: '/deep' }] }, undefined],
    ['itself where it is no list', { join: 'a' }, { join: 'a' }],
  ])('is %s', (_what, template, expected) => {
    expect(filled(template)).toEqual(expected);
  });

  test('joins texts and numbers, and nothing else', () => {
    expect(joinTexts(['a', 1, ''])).toBe('a1');
    for (const other of [null, undefined, true, {}, []]) expect(joinTexts(['a', other as Json])).toBeUndefined();
  });
});

describe('A template', () => {
  test('without an `or` is read without the member', () => {
    expect(templateOf({ $: '/a' })).toStrictEqual({ kind: 'pointer', pointer: '/a' });
    expect(templateOf({ join: ['a'] })).toStrictEqual({ kind: 'join', parts: ['a'] });
  });

  test('of an older graph is a plain pointer, or means itself', () => {
    expect(plainTemplateOf({ $: '/a' })).toEqual({ kind: 'pointer', pointer: '/a' });
    for (const later of [{ $: '/a', or: 'x' }, { join: ['a'] }])
      expect(plainTemplateOf(later)).toEqual({ kind: 'literal', value: later });
  });

  test.each<[string, Json, [string, Json][]]>([
    ['a pointer none', { $: '/a' }, []],
    ['a text none', 'a', []],
    ['a pointer what stands in for it', { $: '/a', or: { x: 1 } }, [['or', { x: 1 }]]],
    [
      'a join its parts, then what stands in for it',
      { join: ['a', { $: '/b' }], or: 'c' },
      [
        ['join/0', 'a'],
        ['join/1', { $: '/b' }],
        ['or', 'c'],
      ],
    ],
    ['a list its items', ['a'], [['0', 'a']]],
    ['an object its members', { x: { join: ['a'] } }, [['x', { join: ['a'] }]]],
  ])('has others right inside: %s', (_what, template, expected) => {
    expect(innerTemplates(template).map(({ path, inner }) => [path.join('/'), inner])).toEqual(expected);
  });
});

test('References know where they stand, and whether something stands in for them', () => {
  const template = {
    x: { $: '/a', or: { $: '/b' } },
    y: { join: ['t', { $: '/c' }, { $: '/d', or: 'z' }] },
    z: { join: [{ $: '/e', or: { $: '/f' } }], or: { $: '/g' } },
  };
  expect(references(template, '/with')).toEqual([
    { pointer: '/a', at: '/with/x', optional: true },
    { pointer: '/b', at: '/with/x/or', optional: false },
    { pointer: '/c', at: '/with/y/join/1', optional: false },
    { pointer: '/d', at: '/with/y/join/2', optional: true },
    { pointer: '/e', at: '/with/z/join/0', optional: true },
    { pointer: '/f', at: '/with/z/join/0/or', optional: true },
    { pointer: '/g', at: '/with/z/or', optional: false },
  ]);
});

/** A form that may go round the quote, and then an end that shows its rate. */
const steps = (output: JsonObject, more: JsonObject = {}): Record<string, Step> => ({
  form: ask('done', {
    next: [{ when: { '/steps/form/answer': { const: 'short' } }, to: 'done' }, { to: 'quote' }],
    ...more,
  }),
  quote: { call: 'toy.quote', next: 'done' },
  done: { end: 'succeeded', output },
});
const faultsOf = (given: Record<string, Step>) => {
  const compiled = compile(define(given), CATALOG, '');
  const faults = compiled.ok ? [] : compiled.faults.filter((found) => !isWarning(found));
  return faults.map(({ code, pointer }) => `${code} ${pointer}`);
};

describe('In a session', () => {
  const rate = { $: '/steps/quote/rate', or: 'none yet' };
  test('a value of a step that need not have run may be taken with an `or`', () => {
    const graph = graphOf(steps({ rate, text: { join: ['Rate: ', rate] } }));
    const around = new Drive(graph).submit({ answer: 'short' });
    expect(finishOf(around)).toEqual({ rate: 'none yet', text: 'Rate: none yet' });
    const through = new Drive(graph).submit({ answer: 'long' }).yields({ rate: '3.10' });
    expect(finishOf(through)).toEqual({ rate: '3.10', text: 'Rate: 3.10' });
  });

  test('a form shows a value of a step that comes later, once it has run', () => {
    const graph = graphOf({
      form: ask('quote', { show: { last: { $: '/steps/quote/rate', or: '–' } } }),
      quote: { call: 'toy.quote', next: 'form', on: { 'toy.no_terms': 'done' } },
    });
    const drive = new Drive(graph);
    expect(view(drive.session).next).toMatchObject({ show: { last: '–' } });
    expect(view(drive.submit().yields({ rate: '2.5' }).session).next).toMatchObject({ show: { last: '2.5' } });
  });

  test('an older graph keeps such objects as they stand, and no graph without them changes', () => {
    const graph = graphOf(steps({ rate: 'x' }));
    expect(graph).not.toHaveProperty('composed');
    expect(graphOf(steps({ rate }))).toHaveProperty('composed', true);
    const quote = { call: 'toy.quote', with: { amount: { join: ['1'] } }, next: 'done' } as Step;
    const { composed: _composed, ...older } = graphOf({ quote });
    expect((new Drive(older).effects[0] as CallEffect).args).toEqual({ amount: { join: ['1'] } });
    expect((new Drive(graphOf({ quote })).effects[0] as CallEffect).args).toEqual({ amount: '1' });
  });
});

const finishOf = (drive: Drive) => drive.session.output;

describe('The check', () => {
  test('still refuses a value that nothing stands in for', () => {
    expect(faultsOf(steps({ rate: { $: '/steps/quote/rate' } }))).toEqual([
      'pointer_unassigned /steps/done/output/rate',
    ]);
    expect(faultsOf(steps({ rate: { $: '/input/locale', or: { $: '/steps/quote/rate' } } }))).toEqual([
      'pointer_unassigned /steps/done/output/rate/or',
    ]);
    expect(faultsOf(steps({ rate: { join: ['r', { $: '/steps/quote/rate' }] } }))).toEqual([
      'pointer_unassigned /steps/done/output/rate/join/1',
    ]);
  });

  test('accepts one in a join that something stands in for', () => {
    expect(faultsOf(steps({ rate: { join: ['r', { $: '/steps/quote/rate' }], or: 'none' } }))).toEqual([]);
  });

  test('follows pointers into each `or` and each part', () => {
    expect(faultsOf(steps({ rate: { $: '/steps/gone/x', or: 1 } }))).toEqual(['pointer_bad /steps/done/output/rate']);
    expect(faultsOf(steps({ rate: { join: [{ $: '/steps/form/age', or: { $: '/nowhere' } }] } }))).toEqual([
      'pointer_bad /steps/done/output/rate/join/0',
      'pointer_bad /steps/done/output/rate/join/0/or',
    ]);
  });

  const nested = (depth: number): Json => (depth === 0 ? 'x' : { $: '/steps/form/answer', or: nested(depth - 1) });
  test.each<[string, Json, string[]]>([
    ['that is no list', { join: 'a' }, ['template_bad /steps/done/output/v']],
    ['of nothing', { join: [] }, ['template_bad /steps/done/output/v']],
    ['of too many', { join: Array(JOIN_PARTS + 1).fill('a') }, ['template_bad /steps/done/output/v']],
    ['of as many as may be', { join: Array(JOIN_PARTS).fill('a') }, []],
    ['of a list', { join: ['a', ['b']] }, ['template_bad /steps/done/output/v']],
    ['of true', { join: [true] }, ['template_bad /steps/done/output/v']],
    ['with something beside it', { join: ['a'], with: ', ' }, ['template_bad /steps/done/output/v']],
    ['deep in a list', [{ v: { join: [] } }], ['template_bad /steps/done/output/v/0/v']],
    ['nested as deep as may be', nested(TEMPLATE_DEPTH), []],
    ['nested deeper', nested(TEMPLATE_DEPTH + 1), [`template_bad /steps/done/output/v${'/or'.repeat(TEMPLATE_DEPTH)}`]],
  ])('says of a join or an `or` %s', (_what, v, expected) => {
    expect(faultsOf(steps({ v }))).toEqual(expected);
  });

  test('refuses a join of what is never a text or a number', () => {
    const check: Step = { call: 'toy.check', next: 'done' };
    const done: Step = { end: 'succeeded', output: { v: { join: [{ $: '/steps/check/parts' }] } } };
    expect(faultsOf({ check, done })).toEqual(['join_part /steps/done/output/v/join/0']);
    const fine: Step = { end: 'succeeded', output: { v: { join: [{ $: '/steps/check/parts/0/name', or: '' }] } } };
    expect(faultsOf({ check, done: fine })).toEqual([]);
  });

  test('lets sealed values be joined only where they are opened', () => {
    const quote: Step = { call: 'toy.quote', next: 'hold' };
    const token = { join: ['t-', { $: '/steps/quote/token' }] };
    const compensate = { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } };
    const hold: Step = { call: 'toy.hold', with: { amount: token }, compensate, next: 'form' };
    expect(faultsOf({ quote, hold, form: ask('done'), done: { end: 'succeeded', credentials: { token } } })).toEqual(
      [],
    );
    expect(
      faultsOf({
        quote,
        hold,
        form: ask('done', { show: { token } }),
        done: { end: 'succeeded', credentials: { id: 'x' }, output: { token } },
      }),
    ).toEqual(['join_sealed /steps/done/output/token/join/1', 'join_sealed /steps/form/show/token/join/1']);
  });

  test('keeps conditions plain, for they are frozen', () => {
    const next = (operand: Json) => ({
      next: [{ when: { '/steps/form/answer': { const: operand } }, to: 'done' }, { to: 'quote' }],
    });
    const place = '/steps/form/next/0/when/~1steps~1form~1answer';
    for (const operand of [{ $: '/input/locale', or: 'x' }, { join: ['x'] }])
      expect(faultsOf(steps({}, next(operand as Json)))).toEqual([`template_misplaced ${place}`]);
    expect(faultsOf(steps({}, next({ $: '/input/locale' })))).toEqual([]);
  });
});

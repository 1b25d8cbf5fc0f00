import type { Json, JsonObject } from '../../../domain/json';
import { small } from './bundled';

/** Bytes that a document may have. */
const LIMIT = 64 * 1024;

/** As many entries as fit into a document, made of their number. */
function filled(around: (entries: [string, Json][]) => Json, entry: (index: number) => [string, Json]): string {
  let few = 1;
  let many = 16_384;
  const build = (count: number) => JSON.stringify(around(Array.from({ length: count }, (_, index) => entry(index))));
  while (few < many) {
    const middle = (few + many + 1) >> 1;
    if (Buffer.byteLength(build(middle)) <= LIMIT) few = middle;
    else many = middle - 1;
  }
  return build(few);
}

const withSteps = (steps: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...small,
  ...more,
  steps: { ...(small.steps as JsonObject), ...steps },
});
const steps = (entry: (index: number) => [string, Json]) =>
  filled((entries) => {
    const some = entries.slice(0, 480);
    return withSteps(Object.fromEntries(some), { start: String(some.at(-1)?.[0]) });
  }, entry);
/** Each leads to the one before, and the first to the end. */
const before = (index: number): string => (index === 0 ? 'done' : `s${index - 1}`);
const form = (properties: JsonObject): Json => ({ type: 'object', additionalProperties: false, properties });
const fields = (entry: (index: number) => [string, Json]) =>
  filled(
    (entries) => withSteps({ terms: { ask: form(Object.fromEntries(entries.slice(0, 200))), next: 'quote' } }),
    entry,
  );

const QUOTE = { value: '1', currency: 'EUR', period: '3' };
const PAY = { creditor_name: 'A', creditor_iban: 'B', amount: '1', currency: 'EUR' };

/** Documents of up to 64 KiB that were made to hurt: each has as much as it can of one thing. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'open brackets': '['.repeat(LIMIT),
  'objects in objects': '{"a":'.repeat(LIMIT / 5),
  'lists that close': '['.repeat(LIMIT / 2) + ']'.repeat(LIMIT / 2),
  'one long text': JSON.stringify({ title: 'x'.repeat(LIMIT - 20) }),
  'one long name with a name inside, often': `{"${'k'.repeat(LIMIT / 2)}":{${'"a":1,'.repeat(LIMIT / 16)}"b":2}}`,
  'one name, thousands of times': `{${'"a":1,'.repeat(LIMIT / 7)}"b":2}`,
  'escapes only': JSON.stringify({ title: '\\'.repeat(LIMIT / 2 - 20) }),
  'wrong escapes only': `["${'\\x'.repeat(LIMIT / 2 - 4)}"]`,
  'quotes without an end': '"\n'.repeat(LIMIT / 2),
  'comments only': '//\n'.repeat(LIMIT / 3),
  'missing commas': `[${'1 '.repeat(LIMIT / 2 - 2)}]`,
  'backslashes and slashes in names': `{"limits":{${'"~/":1,'.repeat(LIMIT / 8)}"b":1}}`,
  'unknown members': filled(
    (entries) => ({ ...small, ...Object.fromEntries(entries) }),
    (index) => [`m${index}`, 1],
  ),
  'misspelt members': filled(
    (entries) => withSteps({ terms: Object.fromEntries([['ask', form({})], ...entries]) }),
    (index) => [`descriptio${index}`, 1],
  ),
  'steps that are no steps': steps((index) => [`s${index}`, 7]),
  'ends, unreachable': steps((index) => [`s${index}`, { end: 'failed' }]),
  'calls in one row': steps((index) => [`s${index}`, { call: 'deposit.quote', with: QUOTE, next: before(index) }]),
  'calls of no operation': steps((index) => [`s${index}`, { call: `deposit.qoute${index}`, next: 'done' }]),
  'misspelt targets of long names': steps((index) => [
    `a_step_of_a_rather_long_name_that_is_like_all_others_${index}`,
    { call: 'deposit.quote', next: `a_stop_of_a_rather_long_name_that_is_like_all_other_${index}` },
  ]),
  'payments without a check': steps((index) => [`s${index}`, { call: 'pis.pay', with: PAY, next: before(index) }]),
  'every step leads to many': steps((index) => [
    `s${index}`,
    {
      call: 'deposit.quote',
      with: QUOTE,
      next: [
        ...Array.from({ length: 20 }, (_, branch) => ({
          when: { '/input/locale': { const: 'ro' } },
          to: `s${(index * 7 + branch) % 40}`,
        })),
        { to: 'done' },
      ],
    },
  ]),
  'conditions within conditions': filled(
    (entries) =>
      withSteps({
        terms: {
          ask: form({}),
          next: [
            { when: { '/steps/terms/a': nested(28) }, to: 'quote' },
            ...entries.map(([, one]) => one),
            { to: 'done' },
          ],
        },
      }),
    () => [
      '',
      { when: { '/steps/terms/a': { anyOf: [{ const: 1 }, { const: 1 }, { not: { const: 1 } }] } }, to: 'quote' },
    ],
  ),
  'choices within choices': JSON.stringify(
    withSteps({
      terms: {
        ask: form({ a: { type: 'string', maxLength: 9 } }),
        next: [
          { when: { '/steps/terms/a': choices(9, 1) }, to: 'quote' },
          { when: { '/steps/terms/a': choices(9, 2) }, to: 'quote' },
          { to: 'done' },
        ],
      },
      unreachable: { end: 'failed' },
    }),
  ),
  'a huge enum': filled(
    (entries) =>
      withSteps({
        terms: { ask: form({ value: { enum: entries.slice(0, 500).map(([name]) => name) } }), next: 'quote' },
      }),
    (index) => [`c${index}`, 1],
  ),
  'a huge enum, all the same': filled(
    (entries) =>
      withSteps({ terms: { ask: form({ value: { enum: entries.slice(0, 500).map(() => 'c') } }), next: 'quote' } }),
    (index) => [`c${index}`, 1],
  ),
  fields: fields((index) => [`f${index}`, { type: 'string', maxLength: 9 }]),
  patterns: fields((index) => [`f${index}`, { type: 'string', maxLength: 9, pattern: '^([a-z]{1,30}){1,30}$' }]),
  alternatives: fields((index) => [`f${index}`, { anyOf: [{ const: 'a' }, { type: 'string', maxLength: 9 }] }]),
  pointers: filled(
    (entries) =>
      withSteps({ confirm: { ask: form({}), show: Object.fromEntries(entries.slice(0, 50)), next: 'hold' } }),
    (index) => [`p${index}`, { $: `/steps/terms/valu${index}` }],
  ),
};

/** Each has two of the next depth in it. */
function choices(depth: number, seed: number): Json {
  if (depth === 0) return { const: `x${seed}` };
  return { anyOf: [choices(depth - 1, 2 * seed), choices(depth - 1, 2 * seed + 1)] };
}

function nested(depth: number): Json {
  return depth === 0 ? { const: 1 } : { not: nested(depth - 1) };
}

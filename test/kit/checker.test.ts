import fc from 'fast-check';
import type { Json } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import type { Finding } from '../../kit/findings';
import { patched } from '../docs/support/patch';
import { bundled, check, small } from './support/bundled';
import { mutations } from './support/mutations';

const text = (document: Json): string => JSON.stringify(document, undefined, 2);
const findingsOf = (document: Json): Finding[] => check(text(document), 'skill.json').findings;
const told = (patch: Json): string[] =>
  findingsOf(patched(small, patch)).map(({ code, pointer }) => `${code} ${pointer}`);

describe('The check', () => {
  test.each(bundled.map((document) => [String(document.skill), document] as const))(
    'finds no fault in the bundled skill %s',
    (_name, document) => {
      expect(findingsOf(document).filter(({ level }) => level === 'fault')).toEqual([]);
    },
  );

  test('throws nothing and has its findings inside the text, whatever the text is', () => {
    const whole = text(bundled[0] as Json);
    const cut = fc
      .tuple(fc.nat(whole.length), fc.nat(40), fc.string({ maxLength: 5 }))
      .map(([from, length, put]) => whole.slice(0, from) + put + whole.slice(from + length));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), cut), (some) => {
        const { findings } = check(some, 'any.json');
        const lines = some.split(/\r\n?|\n/);
        for (const { line, column, code } of findings) {
          expect(code).not.toBe('check_failed');
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual(String(lines[line - 1]).length + 1);
        }
        expect(findings.map(({ line, column }) => line * 1e6 + column)).toEqual(
          findings.map(({ line, column }) => line * 1e6 + column).sort((a, b) => a - b),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(check(bytes, 'any.json').findings.length).toBeGreaterThan(0);
      }),
    );
  });

  test('finds a document clean, or says what is wrong at a place that it has', () => {
    fc.assert(
      fc.property(mutations(bundled), (document) => {
        const { findings, skill } = check(text(document), 'skill.json');
        if (!skill) expect(findings.some(({ level }) => level === 'fault')).toBe(true);
        for (const { pointer, code, message } of findings) {
          expect(code).not.toBe('check_failed');
          expect({ pointer, found: valueAt(document, pointer) !== undefined }).toEqual({ pointer, found: true });
          expect(message).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('points at a name that is wrong, at a value that is wrong, and at the object that lacks something', () => {
    const document = patched(small, {
      titel: 'A deposit',
      limits: { expires: 'soon' },
      steps: { quote: { with: { value: null } } },
    });
    const lines = text(document).split('\n');
    const shown = findingsOf(document).map(({ line, column }) => lines[line - 1]?.slice(column - 1));
    expect(shown).toEqual(['"soon",', '"with": {', '"titel": "A deposit"']);
  });

  test('judges all layers at once: a fault of form in one step hides none of sense in another', () => {
    expect(
      told({
        steps: {
          terms: { titel: 'Terms', ask: { properties: { value: { pattern: '(' } } } },
          quote: { call: 'deposit.qoute' },
          open: { within: 'PT5M', on: { timeout: 'failed' } },
          lost: { end: 'rejected' },
        },
      }),
    ).toEqual([
      'pattern_not_linear /steps/terms/ask/properties/value/pattern',
      'member_unknown /steps/terms/titel',
      'operation_unknown /steps/quote/call',
      'commit_within /steps/open/within',
      'step_unreachable /steps/lost',
    ]);
  });

  test.each<[string, Json, string[]]>([
    ['a start that is no step makes no step unreachable', { start: 'trems' }, ['target_unknown /start']],
    ['a misspelt catalog makes no operation unknown', { catalog: 'xzy' }, ['catalog_unknown /catalog']],
    [
      'a bad name does not hide a bad catalog',
      { skill: 'x', catalog: 'y' },
      ['skill_name /skill', 'catalog_unknown /catalog'],
    ],
    [
      'a misspelt limit hides no wrong branch',
      {
        limits: { expirs: 'P1D' },
        steps: {
          confirm: { next: [{ when: { '/steps/confirm/action': { const: 'chnge' } }, to: 'terms' }, { to: 'hold' }] },
        },
      },
      ['member_unknown /limits/expirs', 'branch_impossible /steps/confirm/next/0/when/~1steps~1confirm~1action'],
    ],
    ['another provider’s name', { skill: 'abc_sbx_#1.0' }, ['provider_foreign /skill']],
    [
      'a missing title hides nothing',
      { title: null, steps: { lost: { end: 'failed' } } },
      ['member_missing ', 'step_unreachable /steps/lost'],
    ],
    [
      'a step of no kind leaves what points to it alone',
      { steps: { quote: { call: null } } },
      ['step_kind /steps/quote'],
    ],
  ])('%s', (_what, patch, expected) => {
    expect(told(patch)).toEqual(expected);
  });

  test.each<[string, Json, string, string]>([
    ['a step', { start: 'trems' }, '/start', 'terms'],
    ['a target', { steps: { terms: { next: 'qoute' } } }, '/steps/terms/next', 'quote'],
    ['an operation', { steps: { quote: { call: 'deposit.qoute' } } }, '/steps/quote/call', 'deposit.quote'],
    ['an argument', { steps: { quote: { with: { perod: '3', period: null } } } }, '/steps/quote/with/perod', 'period'],
    [
      'an outcome',
      { steps: { open: { on: { 'deposit.declind': 'rejected' } } } },
      '/steps/open/on/deposit.declind',
      'deposit.declined',
    ],
    [
      'a step of a pointer',
      { steps: { confirm: { show: { rate: { $: '/steps/qoute/rate' } } } } },
      '/steps/confirm/show/rate',
      'quote',
    ],
    [
      'a field of a pointer',
      { steps: { confirm: { show: { rate: { $: '/steps/quote/rat' } } } } },
      '/steps/confirm/show/rate',
      'rate',
    ],
    [
      'an input',
      { steps: { confirm: { show: { rate: { $: '/input/local' } } } } },
      '/steps/confirm/show/rate',
      'locale',
    ],
    ['a catalog', { catalog: 'xyzz' }, '/catalog', 'xyz'],
    [
      'a keyword of a condition',
      {
        steps: {
          confirm: { next: [{ when: { '/steps/confirm/action': { cosnt: 'change' } }, to: 'terms' }, { to: 'hold' }] },
        },
      },
      '/steps/confirm/next/0/when/~1steps~1confirm~1action',
      'const',
    ],
  ])('of a misspelt name of %s it says which was meant', (_what, patch, pointer, meant) => {
    const finding = findingsOf(patched(small, patch)).find((one) => one.pointer === pointer);
    expect(finding?.message).toMatch(`Did you mean '${meant}'?`);
  });

  test('reads on behind a slip whose meaning is plain', () => {
    const slipped = text(patched(small, { start: 'trems' })).replace('"limits": {', '// for a week\n  "limits": {');
    expect(check(slipped, 'skill.json').findings.map(({ code }) => code)).toEqual(['json_malformed', 'target_unknown']);
    expect(check(slipped, 'skill.json').skill).toBeUndefined();
  });
});

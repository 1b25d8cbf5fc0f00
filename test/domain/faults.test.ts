import type { Step } from '../../domain/session/kinds';
import { isWarning } from '../../domain/skill/check/fault';
import { compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import { ask, define } from './fixture';
import { CATALOG } from './toy-catalog';

/** A valid definition with a step of each kind. */
function good() {
  return structuredClone(
    define({
      form: ask('quote', { visits: 3 }),
      quote: {
        call: 'toy.quote',
        with: { amount: { $: '/steps/form/answer' } },
        on: { 'toy.no_terms': 'form' },
        next: 'hold',
      },
      hold: {
        call: 'toy.hold',
        with: { amount: { $: '/steps/form/answer' } },
        compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
        next: 'check',
      },
      check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
      wait: {
        await: 'toy.decision',
        within: 'P5D',
        next: [{ when: { '/steps/wait/decision': { const: 'yes' } }, to: 'sign' }, { to: 'rejected' }],
      },
      sign: { sca: { call: 'toy.sign', with: { hold_id: { $: '/steps/hold/hold_id' } } }, next: 'open' },
      open: { call: 'toy.open', commit: true, next: 'done' },
    }),
  ) as SkillDefinition & { steps: Record<string, Record<string, never>> };
}

type Steps = Record<string, Record<string, unknown>>;
const faultsOf = (change: (steps: Steps, definition: Record<string, unknown>) => void) => {
  const definition = good();
  change(definition.steps as Steps, definition as never);
  const compiled = compile(definition, CATALOG, '');
  return compiled.ok ? [] : compiled.faults.filter((found) => !isWarning(found));
};

const when = (condition: unknown) => (steps: Steps) => {
  steps.form = { ...steps.form, next: [{ when: condition, to: 'quote' }, { to: 'quote' }] };
};
const output = (pointer: string) => (steps: Steps) => {
  steps.done = { end: 'succeeded', output: { x: { $: pointer } } };
};
const change = (step: string, more: object) => (steps: Steps) => {
  steps[step] = { ...steps[step], ...more };
};

const SAID_YES = { '/steps/wait/decision': { const: 'yes' } };

/** Test cases with one fault each: its name, the change that makes it, its code and its pointer. */
const CASES: [string, Parameters<typeof faultsOf>[0], string, string][] = [
  ['a name that is none', (_s, d) => Object.assign(d, { skill: 'Toy#1' }), 'skill_name', '/skill'],
  ['a catalog that is not there', (_s, d) => Object.assign(d, { catalog: 'other' }), 'catalog_unknown', '/catalog'],
  [
    'an expiry of no time',
    (_s, d) => Object.assign(d, { limits: { expires: 'PT0S' } }),
    'duration_bad',
    '/limits/expires',
  ],
  [
    'an idle time in months',
    (_s, d) => Object.assign(d, { limits: { expires: 'P1D', idle: 'P1M' } }),
    'duration_bad',
    '/limits/idle',
  ],
  ['a within in words', change('wait', { within: 'a week' }), 'duration_bad', '/steps/wait/within'],
  ['a start that is no step', (_s, d) => Object.assign(d, { start: 'gone' }), 'target_unknown', '/start'],
  ['a next that is no step', change('open', { next: 'gone' }), 'target_unknown', '/steps/open/next'],
  ['a branch to no step', change('open', { next: [{ to: 'gone' }] }), 'target_unknown', '/steps/open/next/0/to'],
  ['an on that leads to no step', change('open', { on: { error: 'gone' } }), 'target_unknown', '/steps/open/on/error'],
  [
    'a target called like a member of every object',
    change('open', { next: 'constructor' }),
    'target_unknown',
    '/steps/open/next',
  ],
  [
    'the document’s on that leads to no step',
    (_s, d) => Object.assign(d.on as object, { error: 'gone' }),
    'target_unknown',
    '/on/error',
  ],
  ['a step without next', change('open', { next: undefined }), 'dead_end', '/steps/open'],
  [
    'a last branch with a condition',
    change('open', { next: [{ when: {}, to: 'done' }] }),
    'default_missing',
    '/steps/open/next/0',
  ],
  [
    'a branch after the default',
    change('open', { next: [{ to: 'done' }, { to: 'done' }] }),
    'branch_shadowed',
    '/steps/open/next/1',
  ],
  [
    'an operation that is not in the catalog',
    change('quote', { call: 'toy.gone' }),
    'operation_unknown',
    '/steps/quote/call',
  ],
  [
    'an operation of the language’s own',
    change('quote', { call: 'constructor' }),
    'operation_unknown',
    '/steps/quote/call',
  ],
  [
    'an undo that is not in the catalog',
    change('hold', { compensate: { call: 'x.y' } }),
    'operation_unknown',
    '/steps/hold/compensate/call',
  ],
  ['an authorisation that is called', change('quote', { call: 'toy.sign' }), 'operation_kind', '/steps/quote/call'],
  [
    'a call that is authorised',
    change('sign', { sca: { call: 'toy.open' } }),
    'operation_kind',
    '/steps/sign/sca/call',
  ],
  ['an event that is not in the catalog', change('wait', { await: 'toy.gone' }), 'event_unknown', '/steps/wait/await'],
  [
    'an on for what the step can’t have',
    change('quote', { on: { timeout: 'form' } }),
    'outcome_impossible',
    '/steps/quote/on/timeout',
  ],
  [
    'the document’s on for what no step has',
    (_s, d) => Object.assign(d.on as object, { 'a.b': 'failed' }),
    'outcome_impossible',
    '/on/a.b',
  ],
  [
    'a time limit that leads nowhere',
    ({ sign }, d) => Object.assign(sign ?? {}, { on: { timeout: 'failed' } }, delete (d.on as Steps).timeout),
    'outcome_unhandled',
    '/steps/wait',
  ],
  ['a refusal that leads nowhere', (_s, d) => delete (d.on as Steps)['sca.failed'], 'outcome_unhandled', '/steps/sign'],
  ['a visit limit that leads nowhere', (_s, d) => delete (d.on as Steps).exhausted, 'outcome_unhandled', '/steps/form'],
  [
    'an expiry that leads to a form',
    (_s, d) => Object.assign(d.on as object, { expired: 'form' }),
    'session_outcome_target',
    '/on/expired',
  ],
  [
    'a cancellation that ends as failed',
    change('form', { on: { cancelled: 'failed' } }),
    'session_outcome_target',
    '/steps/form/on/cancelled',
  ],
  [
    'a step that nothing leads to',
    change('alone', { await: 'toy.decision', next: 'done' }),
    'step_unreachable',
    '/steps/alone',
  ],
  ['a text for a pointer', output('steps/open/id'), 'pointer_bad', '/steps/done/output/x'],
  ['a bad escape', output('/steps/open/a~2'), 'pointer_bad', '/steps/done/output/x'],
  ['a pointer to nowhere', output('/session/id'), 'pointer_bad', '/steps/done/output/x'],
  ['a pointer to everything', output(''), 'pointer_bad', '/steps/done/output/x'],
  ['a pointer to all steps', output('/steps'), 'pointer_bad', '/steps/done/output/x'],
  ['an input that there isn’t', output('/input/age'), 'pointer_bad', '/steps/done/output/x'],
  ['all of the input', output('/input'), 'pointer_bad', '/steps/done/output/x'],
  ['a callback of a step that awaits nothing', output('/callbacks/form'), 'pointer_bad', '/steps/done/output/x'],
  ['a part of a callback', output('/callbacks/wait/url'), 'pointer_bad', '/steps/done/output/x'],
  ['a result of a step that is not there', output('/steps/gone/id'), 'pointer_bad', '/steps/done/output/x'],
  ['a result of the language’s own', output('/steps/constructor'), 'pointer_bad', '/steps/done/output/x'],
  ['a result of an end', output('/steps/failed/x'), 'pointer_bad', '/steps/done/output/x'],
  ['a field that its producer doesn’t have', output('/steps/open/iban'), 'pointer_bad', '/steps/done/output/x'],
  ['a field inside a text', output('/steps/open/id/0'), 'pointer_bad', '/steps/done/output/x'],
  ['a field named like a method', output('/steps/open/toString'), 'pointer_bad', '/steps/done/output/x'],
  [
    'a condition on what isn’t there',
    when({ '/steps/gone/x': {} }),
    'pointer_bad',
    '/steps/form/next/0/when/~1steps~1gone~1x',
  ],
  [
    'a comparison with what isn’t there',
    when({ '/steps/form/answer': { const: { $: '/steps/gone/x' } } }),
    'pointer_bad',
    '/steps/form/next/0/when/~1steps~1form~1answer/const',
  ],
  ['a condition on a bad escape', when({ '/steps/a~2': {} }), 'pointer_bad', '/steps/form/next/0/when/~1steps~1a~02'],
  ['an argument that isn’t taken', change('open', { with: { x: 1 } }), 'argument_unknown', '/steps/open/with/x'],
  ['an argument that is missing', change('hold', { with: {} }), 'argument_missing', '/steps/hold/with'],
  [
    'a value of a step that need not have run',
    change('form', { show: { x: { $: '/steps/quote/rate' } } }),
    'pointer_unassigned',
    '/steps/form/show/x',
  ],
  [
    'a call that takes its own result',
    change('hold', { with: { amount: { $: '/steps/hold/hold_id' } } }),
    'pointer_unassigned',
    '/steps/hold/with/amount',
  ],
  [
    'a keyword that is not frozen',
    when({ '/steps/form/answer': { pattern: 'x' } }),
    'keyword_unknown',
    '/steps/form/next/0/when/~1steps~1form~1answer',
  ],
  [
    'a keyword inside not',
    when({ '/steps/form/answer': { not: { allOf: [] } } }),
    'keyword_unknown',
    '/steps/form/next/0/when/~1steps~1form~1answer',
  ],
  [
    'a keyword inside anyOf',
    when({ '/steps/form/answer': { anyOf: [{ if: {} }] } }),
    'keyword_unknown',
    '/steps/form/next/0/when/~1steps~1form~1answer',
  ],
  [
    'a branch on a secret',
    when({ '/steps/quote/token': { const: 'x' } }),
    'sensitive_branch',
    '/steps/form/next/0/when/~1steps~1quote~1token',
  ],
  [
    'a branch on a value that there never is',
    (steps) => {
      const next = [{ when: { '/steps/wait/decision': { const: 5 } }, to: 'sign' }, { to: 'rejected' }];
      steps.wait = { ...steps.wait, next: [...next.slice(0, 1), { when: SAID_YES, to: 'sign' }, ...next.slice(1)] };
    },
    'branch_impossible',
    '/steps/wait/next/0/when/~1steps~1wait~1decision',
  ],
  [
    'a branch on a step that can’t have run',
    (steps) => {
      steps.form = { ...steps.form, next: [{ when: SAID_YES, to: 'quote' }, { to: 'quote' }] };
    },
    'branch_impossible',
    '/steps/form/next/0/when/~1steps~1wait~1decision',
  ],
  ['a commit with a time limit', change('open', { within: 'PT1M' }), 'commit_within', '/steps/open/within'],
  [
    'a commit with an undo',
    (steps) => {
      steps.open = { ...(steps.hold as object), commit: true, next: 'done' };
      Object.assign(steps.open, { compensate: { call: 'toy.release' } });
    },
    'commit_compensate',
    '/steps/open/compensate',
  ],
];

describe('A definition is refused for', () => {
  test.each(CASES)('%s', (_what, mutate, code, pointer) => {
    const faults = faultsOf(mutate);
    expect(faults.map((fault) => [fault.code, fault.pointer])).toEqual([[code, pointer]]);
    expect(faults[0]?.message).toMatch(/[.?]$/);
  });

  test('a way that never comes to an end', () => {
    const loop: Record<string, Step> = { a: { call: 'toy.open', next: 'b' }, b: { call: 'toy.open', next: 'a' } };
    const compiled = compile(define(loop, { on: {} }), CATALOG, '');
    expect(compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'no_success /steps',
      'no_way_to_end /steps/a',
      'loop_unattended /steps/a',
      'no_way_to_end /steps/b',
    ]);
  });

  test('a catalog’s code that neither it nor an error fallback handles', () => {
    const steps: Record<string, Step> = { quote: { call: 'toy.quote', next: 'done' } };
    const compiled = compile(define(steps, { on: {} }), CATALOG, '');
    const faults = compiled.ok ? [] : compiled.faults.filter((found) => !isWarning(found));
    expect(faults.map(({ message }) => message)).toEqual([
      "Nobody handles 'toy.no_terms' of 'quote': name a step for it in its 'on' or in the document's.",
    ]);
    expect(
      compile(define({ quote: { ...steps.quote, on: { error: 'failed' } } as Step }, { on: {} }), CATALOG, '').ok,
    ).toBe(true);
  });

  test('sensitive data inside a list', () => {
    const list = { type: 'array', items: { type: 'object', properties: { iban: { 'x-sensitive': 'pii' } } } };
    const pay = ask('done', {
      ask: { type: 'object', properties: { all: list, scan: { 'x-upload': {} } } },
      next: [
        { when: { '/steps/pay/all/0/iban': {} }, to: 'done' },
        { when: { '/steps/pay/scan/0/sha256': {} }, to: 'done' },
        { to: 'done' },
      ],
    });
    const compiled = compile(define({ pay }), CATALOG, '');
    expect(compiled.ok ? [] : compiled.faults.map(({ code }) => code)).toEqual(['sensitive_branch']);
  });

  test('nothing, if nothing is wrong', () => {
    expect(faultsOf(() => {})).toEqual([]);
  });
});

import type { Step } from '../../domain/session/kinds';
import { compile } from '../../domain/skill/compile';
import { ask, define } from './fixture';
import { CATALOG } from './toy-catalog';

type Steps = Record<string, Record<string, unknown>>;

const FILES = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 1] } };
const form = (properties: object) => ({ type: 'object', properties, additionalProperties: false });
const action = { type: 'string', maxLength: 9 };

/** A definition that uses every member about waits, and is right. */
const good = (): Steps =>
  structuredClone({
    quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'files' },
    files: {
      ask: form({ scan: FILES, day: { type: 'string', format: 'date' }, secret: { ...action, 'x-sensitive': 'pii' } }),
      keep: true,
      within: 'PT1H',
      until: { $: '/steps/quote/valid_until' },
      notify: [
        { after: 'PT10M', event: 'unfinished' },
        { after: 'PT30M', event: 'unfinished' },
      ],
      on: { timeout: 'rejected' },
      next: 'check',
    },
    check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
    wait: {
      await: 'toy.decision',
      ask: form({ action, secret: { ...action, 'x-sensitive': 'pii' } }),
      show: { rate: { $: '/steps/quote/rate' } },
      notify: [{ after: 'P2D', event: 'review_slow' }],
      on: { answered: 'note' },
      next: 'open',
    },
    note: {
      ...ask(''),
      show: { said: { $: '/answers/wait/action' } },
      next: [{ when: { '/answers/wait/action': { const: 'more' } }, to: 'check' }, { to: 'rejected' }],
    },
    open: { call: 'toy.open', commit: true, next: 'register' },
    register: { call: 'toy.quote', settle: true, on: { unsettled: 'failed', 'toy.no_terms': 'failed' }, next: 'done' },
  }) as Steps;

function faultsOf(change: (steps: Steps) => void, around: object = {}) {
  const steps = good();
  change(steps);
  const limits = { expires: 'P14D', idle: 'P1D' };
  const compiled = compile(define(steps as unknown as Record<string, Step>, { limits, ...around }), CATALOG, '');
  return compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => `${code} ${pointer}`);
}

const set = (step: string, more: object) => (steps: Steps) => Object.assign(steps[step] as object, more);
const drop = (step: string, member: string) => (steps: Steps) => delete steps[step]?.[member];
const until = (pointer: string) => set('files', { until: { $: pointer } });
const notify = (...after: string[]) => after.map((one) => ({ after: one, event: 'slow' }));

test('A definition with every member about waits is right', () => {
  expect(faultsOf(() => undefined)).toEqual([]);
});

/** What is wrong, the change that makes it, and the faults: all that are found, so none is an echo of another. */
const CASES: [string, (steps: Steps) => unknown, string[]][] = [
  [
    'an until without a within',
    drop('files', 'within'),
    ['outcome_impossible /steps/files/on/timeout', 'until_without_within /steps/files/until'],
  ],
  ['an until at a text that need be no time', until('/steps/quote/rate'), ['until_not_a_time /steps/files/until']],
  ['an until at what the tenant gave', until('/input/reference'), ['until_not_a_time /steps/files/until']],
  ['an until at an address', until('/callbacks/wait'), ['until_not_a_time /steps/files/until']],
  ['an until at a whole result', until('/steps/quote'), ['until_not_a_time /steps/files/until']],
  ['an until at what is sealed', until('/steps/quote/secret_until'), ['until_sealed /steps/files/until']],
  ['an until at a field that is not there', until('/steps/quote/end'), ['pointer_bad /steps/files/until']],
  ['an until at a step that need not have run', until('/steps/files/day'), ['pointer_unassigned /steps/files/until']],
  ['an until at a step that is not there', until('/steps/gone/day'), ['pointer_bad /steps/files/until']],
  [
    'files in a form beside an event',
    set('wait', { ask: form({ scan: FILES }) }),
    [
      'await_upload /steps/wait/ask/properties/scan',
      'pointer_bad /steps/note/show/said',
      'pointer_bad /steps/note/next/0/when/~1answers~1wait~1action',
    ],
  ],
  [
    'a form beside an event, and nobody says where its answer leads',
    (steps) => {
      steps.wait = { ...steps.wait, on: {} };
      steps.check = { ...steps.check, on: { error: 'note' } };
    },
    [
      'outcome_unhandled /steps/wait',
      'pointer_unassigned /steps/note/show/said',
      'branch_impossible /steps/note/next/0/when/~1answers~1wait~1action',
    ],
  ],
  [
    'an answer of a step that has no form',
    (steps) => {
      Object.assign(steps.note as object, { show: { said: { $: '/answers/check/action' } } });
    },
    ['pointer_bad /steps/note/show/said'],
  ],
  [
    'an answer’s field that is not there',
    set('note', { show: { said: { $: '/answers/wait/gone' } } }),
    ['pointer_bad /steps/note/show/said'],
  ],
  [
    'the event where the user has answered',
    set('note', { show: { said: { $: '/steps/wait/decision' } } }),
    ['pointer_unassigned /steps/note/show/said'],
  ],
  [
    'the answer where the event has come',
    (steps) => {
      steps.register = { call: 'toy.hold', with: { amount: { $: '/answers/wait/action' } }, next: 'done' };
    },
    ['pointer_unassigned /steps/register/with/amount'],
  ],
  [
    'a branch on a sealed answer',
    set('note', {
      next: [{ when: { '/answers/wait/secret': { const: 'x' } }, to: 'check' }, { to: 'rejected' }],
    }),
    ['sensitive_branch /steps/note/next/0/when/~1answers~1wait~1secret'],
  ],
  [
    'a branch on an answer that there never is',
    set('note', {
      next: [{ when: { '/answers/wait/action': { const: 5 } }, to: 'check' }, { to: 'rejected' }],
    }),
    ['branch_impossible /steps/note/next/0/when/~1answers~1wait~1action'],
  ],
  [
    'answered of a step that asks nothing',
    set('open', { on: { answered: 'note' } }),
    ['outcome_impossible /steps/open/on/answered'],
  ],
  [
    'reminders in another order',
    set('files', { notify: notify('PT30M', 'PT10M') }),
    ['notify_order /steps/files/notify/1/after'],
  ],
  [
    'two reminders at once',
    set('files', { notify: notify('PT30M', 'PT30M') }),
    ['notify_order /steps/files/notify/1/after'],
  ],
  [
    'a reminder when the step’s time is up',
    set('files', { notify: notify('PT1H') }),
    ['notify_late /steps/files/notify/0/after'],
  ],
  [
    'a reminder when the session has expired',
    set('wait', { notify: notify('P14D') }),
    ['notify_late /steps/wait/notify/0/after'],
  ],
  [
    'a reminder when the user has been silent too long',
    set('note', { notify: notify('P1D') }),
    ['notify_late /steps/note/notify/0/after'],
  ],
  ['a reminder after no time', set('wait', { notify: notify('PT0S') }), ['duration_bad /steps/wait/notify/0/after']],
  [
    'a call that settles before anything is committed',
    set('check', { settle: true, on: { unsettled: 'failed' } }),
    ['settle_before_commit /steps/check/settle'],
  ],
  [
    'a call that settles, and a way to it on which the commit has failed',
    (steps) => {
      Object.assign(steps.open as object, { on: { error: 'register' } });
    },
    ['settle_before_commit /steps/register/settle'],
  ],
  [
    'a call that settles with an undo',
    set('register', { compensate: { call: 'toy.release' } }),
    ['settle_combined /steps/register/compensate'],
  ],
  [
    'a call that settles in a time',
    set('register', { within: 'PT1H', on: { timeout: 'failed', unsettled: 'failed', 'toy.no_terms': 'failed' } }),
    ['settle_combined /steps/register/within'],
  ],
  ['a call that settles and commits', set('register', { commit: true }), ['settle_combined /steps/register/commit']],
  [
    'a call that settles, and nobody says what if it never does',
    set('register', { on: { 'toy.no_terms': 'failed' } }),
    ['outcome_unhandled /steps/register'],
  ],
  [
    'a call that could not be settled, and another end than failed',
    set('register', { on: { unsettled: 'rejected', 'toy.no_terms': 'failed' } }),
    ['settle_target /steps/register/on/unsettled'],
  ],
  ['files to keep where there are none', set('note', { keep: true }), ['keep_without_uploads /steps/note/keep']],
];

describe('The check finds', () => {
  test.each(CASES)('%s', (_what, change, faults) => {
    expect(faultsOf(change).sort()).toEqual([...faults].sort());
  });
});

test('The time of an authorisation is ten minutes, so an until needs no other beside it, and reminders come before', () => {
  const sign = (after: string) => (steps: Steps) => {
    Object.assign(steps.quote as object, { next: 'sign' });
    steps.sign = {
      sca: { call: 'toy.sign' },
      until: { $: '/steps/quote/valid_until' },
      notify: notify(after),
      on: { timeout: 'rejected', 'sca.failed': 'rejected' },
      next: 'files',
    };
  };
  expect(faultsOf(sign('PT9M'))).toEqual([]);
  expect(faultsOf(sign('PT10M'))).toEqual(['notify_late /steps/sign/notify/0/after']);
});

test('Where could-not-be-settled leads may be said for the whole document', () => {
  const on = { expired: 'expired', cancelled: 'cancelled', error: 'failed', timeout: 'rejected' };
  const whole = (unsettled: string) =>
    faultsOf(set('register', { on: {} }), { on: { ...on, unsettled, answered: 'note', 'toy.no_terms': 'failed' } });
  expect(whole('failed')).toEqual([]);
  expect(whole('rejected')).toEqual(['settle_target /on/unsettled']);
});

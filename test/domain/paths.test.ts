import type { Step } from '../../domain/session/kinds';
import type { Fault } from '../../domain/skill/check/fault';
import { compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import { ask, define } from './fixture';
import { CATALOG } from './toy-catalog';

type Around = Parameters<typeof define>[1];

/** What the check finds: `level code pointer`, and the sentence. */
function findings(steps: Record<string, unknown>, around: Around = {}): { found: string[]; faults: Fault[] } {
  const definition: SkillDefinition = define(steps as Record<string, Step>, around);
  const compiled = compile(definition, CATALOG, '');
  const faults = compiled.ok ? compiled.warnings : compiled.faults;
  return { found: faults.map(({ level = 'fault', code, pointer }) => `${level} ${code} ${pointer}`), faults };
}

const done = { end: 'succeeded', credentials: { id: 'x' } };
const hold = (next: string, more = {}) => ({
  call: 'toy.hold',
  with: { amount: '1' },
  compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
  next,
  ...more,
});
const sign = (next: string, more = {}) => ({ sca: { call: 'toy.sign' }, next, ...more });
const open = (next: string, more = {}) => ({ call: 'toy.open', commit: true, next, ...more });
const quote = (next: string | object[], more = {}) => ({ call: 'toy.quote', next, ...more });
const check = (next: string, more = {}) => ({
  call: 'toy.check',
  with: { reply_to: { $: '/callbacks/wait' } },
  next,
  ...more,
});
const wait = (next: string, more = {}) => ({ await: 'toy.decision', next, ...more });
const answered = (word: string, to: string) => ({ when: { '/steps/form/answer': { const: word } }, to });

/** What an author wrote, what is found, and a part of what they are told. */
type Case = [what: string, steps: Record<string, unknown>, found: string[], told?: string | undefined, around?: Around];

const EFFECTS: Case[] = [
  [
    'a hold that a failed authorisation makes again while the first stands',
    {
      form: ask('hold'),
      hold: hold('sign'),
      sign: sign('open', { on: { 'sca.failed': 'hold' }, visits: 3 }),
      open: open('done'),
      done,
    },
    ['warning effect_repeated /steps/hold'],
    'form → hold → sign → (sca.failed) hold',
  ],
  [
    'nothing, where the user has decided to change what is held',
    {
      form: ask('hold', { visits: 5 }),
      hold: hold('confirm'),
      confirm: ask('', { next: [{ when: { '/steps/confirm/answer': { const: 'x' } }, to: 'form' }, { to: 'open' }] }),
      open: open('done'),
      done,
    },
    [],
  ],
  [
    'a hold that the time of a form makes again',
    {
      form: ask('hold'),
      hold: hold('confirm'),
      confirm: ask('open', { within: 'PT5M', visits: 3, on: { timeout: 'hold' } }),
      open: open('done'),
      done,
    },
    ['warning effect_repeated /steps/hold'],
    '(timeout) hold',
  ],
  [
    'a call that could be taken back, in a document that takes nothing back',
    { hold: { call: 'toy.hold', with: { amount: '1' }, next: 'open' }, open: open('done'), done },
    ['warning undo_missing /steps/hold'],
    "'toy.release'",
  ],
  [
    'a commit that its user can repeat',
    {
      form: ask('open', { visits: 3 }),
      open: open('again'),
      again: ask('', { next: [{ when: { '/steps/again/answer': { const: 'x' } }, to: 'form' }, { to: 'done' }] }),
      done,
    },
    [
      'fault end_after_commit /steps/form',
      'fault wait_after_commit /steps/form',
      'fault commit_repeated /steps/open',
      'fault wait_after_commit /steps/again',
    ],
    "'open' can commit twice: form → open → again → form → open",
  ],
  [
    'two commits one after the other',
    { first: open('second'), second: open('done'), done },
    ['fault commit_repeated /steps/second'],
    "'second' can commit after 'first' has: first → second",
  ],
  [
    'a rejection behind a commit',
    {
      open: open('look'),
      look: quote([{ when: { '/steps/look/rate': { const: 'x' } }, to: 'rejected' }, { to: 'done' }], {
        on: { error: 'done' },
      }),
      done,
    },
    ['fault end_after_commit /steps/look/next/0/to'],
    "The session ends as rejected though 'open' has committed: open → look → rejected.",
  ],
  [
    'a commit that leads to a bad end itself',
    { form: ask('open'), open: open('rejected'), done },
    ['fault step_unreachable /steps/done', 'fault end_after_commit /steps/open/next'],
  ],
  [
    'a call behind a commit that fails the session with it',
    { open: open('look'), look: quote('done', { on: { 'toy.no_terms': 'done' } }), done },
    ['fault end_after_commit /steps/look'],
    'open → look → (error) failed',
  ],
  [
    'a call behind a commit whose failure nobody handles',
    { open: open('look'), look: quote('done', { on: { 'toy.no_terms': 'done' } }), done },
    ['fault end_after_commit /steps/look'],
    'ends as failed',
    { on: {} },
  ],
  [
    'a commit that is led back to, and has no visit left',
    {
      open: open('', {
        visits: 1,
        on: { exhausted: 'rejected' },
        next: [{ when: { '/steps/open/id': { const: 'x' } }, to: 'open' }, { to: 'done' }],
      }),
      done,
    },
    ['fault end_after_commit /steps/open/on/exhausted'],
    'open → open → (exhausted) rejected',
  ],
  [
    'nothing, where whatever comes behind a commit ends well',
    { open: open('look'), look: quote('done', { on: { error: 'done' } }), done },
    [],
  ],
  [
    'a form behind a commit',
    { open: open('form'), form: ask('done'), done },
    ['fault wait_after_commit /steps/form'],
    "'form' waits behind the commit 'open': open → form.",
  ],
  [
    'an authorisation behind a commit',
    { open: open('sign'), sign: sign('done', { on: { 'sca.failed': 'done', timeout: 'done', error: 'done' } }), done },
    ['fault wait_after_commit /steps/sign'],
  ],
  [
    'an event without a time limit behind a commit',
    { check: check('open'), open: open('wait'), wait: wait('done'), done },
    ['fault wait_after_commit /steps/wait'],
  ],
  [
    'nothing, where an event behind a commit has its time and ends well',
    { check: check('open'), open: open('wait'), wait: wait('done', { within: 'P1D', on: { timeout: 'done' } }), done },
    [],
  ],
  [
    'something to be undone that begins behind a commit',
    { open: open('hold'), hold: hold('done', { on: { error: 'done' } }), done },
    ['warning undo_after_commit /steps/hold'],
  ],
  [
    'a commit of unknown outcome that is made again',
    { form: ask('open'), open: open('done', { visits: 3, on: { error: 'open', exhausted: 'failed' } }), done },
    ['warning commit_retried /steps/open'],
    'form → open → (error) open',
  ],
  ['no good end at all', { form: ask('rejected') }, ['fault no_success /steps']],
  [
    'attempts that are used up and succeed',
    { form: ask('', { visits: 2, on: { exhausted: 'done' }, next: [answered('x', 'form'), { to: 'done' }] }), done },
    ['fault success_unearned /steps/form/on/exhausted'],
    "'exhausted' of 'form' leads to the successful end 'done'",
  ],
  [
    'a refused authorisation that succeeds',
    { sign: sign('done', { on: { 'sca.failed': 'done' } }), done },
    ['fault success_unearned /steps/sign/on/sca.failed'],
  ],
  [
    'a time that runs out and succeeds',
    { form: ask('done', { within: 'PT5M', on: { timeout: 'done' } }), done },
    ['warning success_unearned /steps/form/on/timeout'],
  ],
  ['a good end that keeps nothing of what was made', { open: open('done') }, ['warning end_keeps_nothing /steps/done']],
];

const LOOPS: Case[] = [
  [
    'calls that send a session round',
    { form: ask('quote'), quote: quote('done', { on: { 'toy.no_terms': 'quote' } }), done },
    ['fault loop_unattended /steps/quote'],
    'quote → (toy.no_terms) quote',
  ],
  [
    'a partner who is asked again whenever the time for the answer is over',
    { check: check('wait'), wait: wait('done', { within: 'P1D', on: { timeout: 'check' } }), done },
    ['fault loop_unattended /steps/check'],
    'check → wait → (timeout) check',
  ],
  [
    'a form that is shown again whenever its time is over',
    { quote: quote('form'), form: ask('done', { within: 'PT5M', on: { timeout: 'quote' } }), done },
    ['fault loop_unattended /steps/quote'],
  ],
  [
    'an authorisation that begins anew whenever it fails',
    { sign: sign('done', { on: { 'sca.failed': 'sign' } }), done },
    ['fault loop_unattended /steps/sign'],
  ],
  [
    'attempts that are used up and send the session back to where they are',
    {
      form: ask('back', { visits: 2, on: { exhausted: 'back' } }),
      back: quote([{ when: { '/steps/back/rate': { const: 'x' } }, to: 'done' }, { to: 'form' }]),
      done,
    },
    ['fault loop_unattended /steps/form'],
    'form → (exhausted) back → form',
  ],
  [
    'nothing, where the loop has a limit',
    { sign: sign('done', { on: { 'sca.failed': 'sign' }, visits: 3 }), done },
    [],
  ],
  [
    'a loop that only its user ends',
    { form: ask('', { next: [answered('x', 'form'), { to: 'done' }] }), done },
    ['warning loop_unbounded /steps/form'],
  ],
  [
    'a limit that is none',
    { form: ask('', { visits: 1_001, next: [answered('x', 'form'), { to: 'done' }] }), done },
    ['fault visits_too_many /steps/form/visits'],
    '1001 visits',
  ],
  [
    'a loop of calls that goes round a hundred times at once',
    { quote: quote('done', { visits: 100, on: { 'toy.no_terms': 'quote' } }), done },
    ['fault visits_too_many /steps/quote/visits'],
    'quote → (toy.no_terms) quote',
  ],
  [
    'more steps than a session can carry',
    { form: ask('done'), done },
    ['fault steps_too_many /limits/steps'],
    undefined,
    { limits: { expires: 'P1D', steps: 100_000 } },
  ],
  [
    'a step that only expiry and failure lead out of',
    { form: ask('a'), a: quote('a', { on: { 'toy.no_terms': 'a' } }), done },
    [
      'fault step_unreachable /steps/done',
      'fault no_way_to_end /steps/form',
      'fault no_way_to_end /steps/a',
      'fault loop_unattended /steps/a',
    ],
  ],
  [
    'an event that nobody was asked to report',
    { form: ask('wait'), wait: wait('done'), done },
    ['fault callback_missing /steps/wait'],
    'nobody was given its address: form → wait',
  ],
  [
    'an event that only some were asked to report',
    {
      form: ask('', { next: [answered('x', 'wait'), { to: 'check' }] }),
      check: check('wait'),
      wait: wait('done'),
      done,
    },
    ['fault callback_missing /steps/wait'],
  ],
  [
    'an event that is awaited again at an address that is used up',
    { check: check('wait'), wait: wait('done', { within: 'P1D', visits: 2, on: { timeout: 'wait' } }), done },
    ['fault callback_missing /steps/wait'],
    'its address was used up by its last visit: check → wait → (timeout) wait',
  ],
];

const DAYS = { limits: { expires: 'P3D' } };
const TIMES: Case[] = [
  [
    'a step that may wait for longer than the session lasts',
    { form: ask('done', { within: 'P3D' }), done },
    ['fault within_too_long /steps/form/within'],
    "'within' (P3D)",
    DAYS,
  ],
  [
    'waits that don’t fit into a session together',
    { a: ask('b', { within: 'P2D' }), b: ask('done', { within: 'P2D' }), done },
    ['warning waits_too_long /limits/expires'],
    'can last 4 days, the session only P3D: a → b',
    DAYS,
  ],
  [
    'nothing, where a loop might add up to more',
    {
      a: ask('b', { within: 'P1D', visits: 9 }),
      b: ask('', { within: 'P1D', next: [{ when: { '/steps/b/answer': { const: 'x' } }, to: 'a' }, { to: 'done' }] }),
      done,
    },
    [],
    undefined,
    DAYS,
  ],
  [
    'three days for an authorisation',
    { sign: sign('done', { within: 'P3D' }), done },
    ['fault sca_too_long /steps/sign/within'],
    'P3D',
  ],
  [
    'some hours for an authorisation',
    { sign: sign('done', { within: 'PT5H' }), done },
    ['warning sca_too_long /steps/sign/within'],
  ],
  [
    'two hundred years',
    { form: ask('done'), done },
    ['fault expires_too_long /limits/expires'],
    'P366D',
    { limits: { expires: 'P9999W' } },
  ],
  [
    'a user who may be away for longer than the session lasts',
    { form: ask('done'), done },
    ['warning idle_too_long /limits/idle'],
    undefined,
    { limits: { expires: 'P1D', idle: 'P2D' } },
  ],
  [
    'less time for a call than one attempt takes',
    { quote: quote('done', { within: 'PT5S' }), done },
    ['warning within_too_short /steps/quote/within'],
    '10 s',
  ],
];

const isFound = (_what: string, steps: Record<string, unknown>, found: string[], told = '', around: Around = {}) => {
  const { found: all, faults } = findings(steps, around);
  expect(all).toEqual(found);
  expect(faults.map(({ message }) => message).join('\n')).toContain(told);
};

describe('Of what a session begins and concludes, the check finds', () => {
  test.each(EFFECTS)('%s', isFound);
});

describe('Of loops and waits, the check finds', () => {
  test.each(LOOPS)('%s', isFound);
});

describe('Of time, the check finds', () => {
  test.each(TIMES)('%s', isFound);
});

test('A path of many steps is told by its beginning and its end', () => {
  const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
  const steps = Object.fromEntries(names.map((name, index) => [name, quote(names[index + 1] ?? 'open')]));
  const { faults } = findings({ ...steps, open: open('form'), form: ask('done'), done });
  expect(faults[0]?.message).toContain('s0 → s1 → … → s8 → s9 → s10 → s11 → open → form');
});

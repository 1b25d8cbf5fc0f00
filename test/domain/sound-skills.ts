import fc from 'fast-check';
import type { Step } from '../../domain/session/kinds';
import { type Fault, isWarning } from '../../domain/skill/check/fault';
import { build, compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import { define } from './fixture';
import { CATALOG as TOY } from './toy-catalog';

const check = TOY.operations['toy.check'] as Operation;
/**
 * The toy bank. That an address fits into a text of 2,048 characters takes long to prove, and is not in question here.
 */
export const SOUND_CATALOG: OperationCatalog = {
  ...TOY,
  operations: {
    ...TOY.operations,
    'toy.check': { ...check, input: { type: 'object', properties: { reply_to: { type: 'string' } } } },
  },
};

/**
 * Random documents that pass the check. Each is drawn at random, mended where the check finds something, and dropped if
 * that is not enough. A new kind of step is a line in `KINDS`, and its answers in `sound-run.ts`.
 */
type Draft = Record<string, unknown> & { next?: unknown; on?: Record<string, string>; visits?: number };

const text = { type: 'string', maxLength: 9 };
const form = (more: object = {}) => ({
  type: 'object',
  required: ['answer'],
  additionalProperties: false,
  properties: { answer: text, ...more },
});
const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 1] } };

/** A kind of step to draw: the field of its result that a branch may look at, and its own members. */
interface Kind {
  field: string;
  /** `value`: something to be given, by a pointer or written out. */
  write(name: string, value: unknown): Draft;
  /** A step of its own that comes before it, on every way. */
  before?(name: string): Draft;
}
const KINDS: Record<string, Kind> = {
  ask: { field: 'answer', write: (_name, value) => ({ ask: form(), show: { value } }) },
  files: { field: 'answer', write: (_name, value) => ({ ask: form({ scan }), show: { value } }) },
  quote: { field: 'rate', write: (_name, value) => ({ call: 'toy.quote', with: { amount: value } }) },
  hold: {
    field: 'hold_id',
    write: (name, value) => ({
      call: 'toy.hold',
      with: { amount: value },
      compensate: { call: 'toy.release', with: { hold_id: { $: `/steps/${name}/hold_id` } } },
    }),
  },
  wait: {
    field: 'decision',
    write: () => ({ await: 'toy.decision' }),
    before: (name) => ({ call: 'toy.check', with: { reply_to: { $: `/callbacks/${name}` } }, next: name }),
  },
  /** An event, while its user may act. */
  talk: {
    field: 'decision',
    write: (_name, value) => ({ await: 'toy.decision', ask: form(), show: { value } }),
    before: (name) => ({ call: 'toy.check', with: { reply_to: { $: `/callbacks/${name}` } }, next: name }),
  },
  /** Right only behind a commit; the check mends it elsewhere. */
  settle: { field: 'rate', write: () => ({ call: 'toy.quote', settle: true }) },
  /** As it should not be written; the check mends it. */
  unasked: { field: 'decision', write: () => ({ await: 'toy.decision' }) },
  sign: { field: 'signed', write: (_name, value) => ({ sca: { call: 'toy.sign', with: { hold_id: value } } }) },
  open: { field: 'id', write: () => ({ call: 'toy.open', commit: true }) },
};
const USERS = ['ask', 'files'];
const WAITING = [...USERS, 'wait', 'talk'];

const MOST_STEPS = 7;
const ENDS = ['done', 'rejected', 'failed'];
const target = fc.nat(2 * MOST_STEPS + ENDS.length - 1);
const plan = fc.record({
  kind: fc.constantFrom('ask', 'ask', 'ask', ...Object.keys(KINDS)),
  branch: fc.option(target, { freq: 3 }),
  failure: fc.option(target, { freq: 1 }),
  late: fc.option(target, { freq: 1 }),
  refusal: fc.option(target, { freq: 1 }),
  visits: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 1 }),
  exhausted: fc.option(target, { freq: 1 }),
  within: fc.option(fc.constantFrom('PT10M', 'PT40M', 'P1D'), { freq: 1 }),
  value: fc.option(fc.nat(MOST_STEPS - 1)),
  /** How a value is written: as it is, with something in its place, in a text. */
  dress: fc.constantFrom('plain', 'plain', 'or', 'join'),
  reminded: fc.boolean(),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

/** A value of another step, as a step may write it. */
function dressed(pointer: string, dress: Plan['dress']): unknown {
  if (dress === 'or') return { $: pointer, or: '1' };
  return dress === 'join' ? { join: ['1', { $: pointer, or: '' }] } : { $: pointer };
}

const nameOf = (plans: Plan[], index: number): string => `s${index % plans.length}`;
/** Where a step is entered: at what comes before it, if anything does. */
const entrance = (plans: Plan[], index: number): string =>
  KINDS[plans[index % plans.length]?.kind as string]?.before ? `${nameOf(plans, index)}_first` : nameOf(plans, index);

/** A step as it was drawn, with what comes before it. Every step is on the way to the next, and may lead anywhere. */
function draft(plans: Plan[], index: number): [string, Draft][] {
  const { kind, branch, failure, late, refusal, visits, exhausted, within, value, dress, reminded } = plans[
    index
  ] as Plan;
  const names = [...plans.map((_, at) => entrance(plans, at)), ...plans.map((_, at) => entrance(plans, at)), ...ENDS];
  const to = (choice: number | null) => (choice === null ? 'rejected' : (names[choice % names.length] as string));
  const { field, write, before } = KINDS[kind] as Kind;
  const source = value === null ? undefined : value % plans.length;
  const pointer = `/steps/s${source}/${KINDS[plans[source as number]?.kind as string]?.field}`;
  const given = source === undefined ? '1' : dressed(pointer, dress);
  const name = nameOf(plans, index);
  const limited = within !== null && kind !== 'open' && kind !== 'settle';
  const named: [boolean, string, string][] = [
    [failure !== null && !USERS.includes(kind) && !('await' in write(name, given)), 'error', to(failure)],
    [limited || kind === 'sign', 'timeout', to(late)],
    [kind === 'sign', 'sca.failed', to(refusal)],
    [kind === 'quote' && refusal !== null, 'toy.no_terms', to(refusal)],
    [kind === 'settle', 'toy.no_terms', 'failed'],
    [kind === 'settle', 'unsettled', 'failed'],
    [kind === 'talk', 'answered', to(refusal)],
    [visits !== null, 'exhausted', to(exhausted)],
  ];
  const onward = index + 1 < plans.length ? entrance(plans, index + 1) : 'done';
  const step: Draft = {
    ...write(name, given),
    ...(visits === null ? {} : { visits }),
    ...(limited ? { within } : {}),
    ...(limited && reminded && WAITING.includes(kind) ? { notify: [{ after: 'PT5M', event: 'slow' }] } : {}),
    on: Object.fromEntries(named.flatMap(([is, code, step]) => (is ? [[code, step]] : []))),
    next:
      branch === null
        ? onward
        : [{ when: { [`/steps/${name}/${field}`]: { const: 'x' } }, to: to(branch) }, { to: onward }],
  };
  return [...(before ? [[`${name}_first`, before(name)] as [string, Draft]] : []), [name, step]];
}

/** The mended document, or `undefined` where nothing helps. `off`: a code of the check that is taken for no fault. */
function mended(drafts: Record<string, Draft>, off?: string): SkillDefinition | undefined {
  const steps = structuredClone(drafts);
  for (let round = 0; round < 12; round++) {
    const definition = defined(steps);
    const compiled = compile(definition, SOUND_CATALOG, '');
    const faults = compiled.ok ? [] : compiled.faults.filter((found) => !isWarning(found) && found.code !== off);
    if (faults.length === 0) return definition;
    for (const fault of faults) mend(steps, fault);
  }
  return undefined;
}

const defined = (steps: Record<string, Draft>): SkillDefinition =>
  define({ ...steps, done: { end: 'succeeded', credentials: { id: 'x' } } } as unknown as Record<string, Step>, {
    limits: { expires: 'P30D' },
    on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
  });

/** Changes what the check has found: a value is written out, a loop gets a limit, any other step goes straight on. */
function mend(steps: Record<string, Draft>, { code, pointer }: Fault): void {
  const [, , name = '', member = '', inner = ''] = pointer.split('/');
  const step = steps[name];
  if (!step) return;
  const given = step[member] as Record<string, unknown> | undefined;
  if ((member === 'with' || member === 'show') && inner !== '')
    return void (given && Object.assign(given, { [inner]: '1' }));
  if (member === 'sca' && 'sca' in step) return void Object.assign(step.sca as object, { with: { hold_id: '1' } });
  if (code === 'settle_before_commit') {
    delete step.settle;
    delete step.on?.unsettled;
    return;
  }
  if (code === 'loop_unattended' || code === 'visits_too_many') {
    step.visits = 3;
    step.on = { ...step.on, exhausted: 'rejected' };
    return;
  }
  const onward = Array.isArray(step.next) ? (step.next.at(-1) as { to: string }).to : step.next;
  step.next = onward;
  // Behind a commit all has to end well: whatever fails goes straight on, too.
  const safe = code === 'end_after_commit' ? (onward as string) : 'rejected';
  if (code === 'end_after_commit' && 'call' in step) step.on = { ...step.on, error: safe };
  step.on = Object.fromEntries(Object.keys(step.on ?? {}).map((outcome) => [outcome, safe]));
  if (code === 'callback_missing' || code === 'wait_after_commit' || code === 'commit_repeated') {
    const { next, on } = step;
    for (const key of Object.keys(step)) delete step[key];
    Object.assign(step, { call: 'toy.quote', with: {}, next, ...(on?.error ? { on: { error: on.error } } : {}) });
  }
}

/** Most of them commit as their last step, or as the last but one, which has something to settle. */
const COMMIT: Plan = {
  kind: 'open',
  branch: null,
  failure: null,
  late: null,
  refusal: null,
  visits: null,
  exhausted: null,
  within: null,
  value: null,
  dress: 'plain',
  reminded: false,
};
const SETTLE: Plan = { ...COMMIT, kind: 'settle' };
const drafts = fc
  .tuple(
    fc.array(plan, { minLength: 3, maxLength: MOST_STEPS - 2, size: 'max' }),
    fc.constantFrom([], [COMMIT], [COMMIT], [COMMIT, SETTLE]),
  )
  .map(([some, last]) => [...some, ...last])
  .map((plans) => Object.fromEntries(plans.flatMap((_, index) => draft(plans, index))));

/** How many of the drawn documents pass, mended: a share from 0 to 1. */
export function yieldOf(samples: number, seed: number): number {
  const drawn = fc.sample(drafts, { numRuns: samples, seed });
  return drawn.filter((one) => mended(one) !== undefined).length / samples;
}

/** Sound documents. `off`: a code of the check that is switched off, so that they may have what it would find. */
export const soundDefinitions = (off?: string): fc.Arbitrary<SkillDefinition> =>
  drafts.map((one) => mended(one, off)).filter((one) => one !== undefined);

/** The graph that sessions of a document run. */
export const graphOfSound = (definition: SkillDefinition): Graph =>
  build({ definition, catalog: SOUND_CATALOG }, 'digest');

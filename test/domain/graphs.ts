import path from 'node:path';
import fc from 'fast-check';
import { CATALOGS } from '../../connectors/catalogs';
import type { Step } from '../../domain/session/kinds';
import type { CallStep } from '../../domain/session/kinds/call';
import { compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import { loadSkills } from '../../kit/load';
import { define, graphOf } from './fixture';
import { CATALOG } from './toy-catalog';

/** The skills that come with the product, by name. */
export const bundled = () => loadSkills(path.join(__dirname, '../../skills'), CATALOGS);

/** Steps to generate: the field of the result that a branch may look at, and the members of the step. */
const file = (min: number) => ({ 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [min, 2] } });
const lone = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [0, 1] } };
const form = { answer: { type: 'string', maxLength: 9 } };
const KINDS: Record<string, { field: string; write: (name: string) => object }> = {
  ask: { field: 'answer', write: () => ({ ask: { type: 'object', properties: form, additionalProperties: false } }) },
  files: {
    field: 'answer',
    write: () => ({
      ask: { type: 'object', properties: { ...form, scan: file(1), more: file(0) }, additionalProperties: false },
    }),
  },
  quote: { field: 'rate', write: () => ({ call: 'toy.quote', with: { amount: { $: '/input/reference' } } }) },
  hold: {
    field: 'hold_id',
    write: (name) => ({
      call: 'toy.hold',
      with: { amount: '1' },
      compensate: { call: 'toy.release', with: { hold_id: { $: `/steps/${name}/hold_id` } } },
    }),
  },
  kept: {
    field: 'answer',
    write: () => ({
      ask: { type: 'object', properties: { ...form, scan: file(1), one: lone }, additionalProperties: false },
      keep: true,
    }),
  },
  open: { field: 'id', write: () => ({ call: 'toy.open', commit: true }) },
  settle: { field: 'id', write: () => ({ call: 'toy.open', settle: true }) },
  wait: { field: 'decision', write: () => ({ await: 'toy.decision' }) },
  wait_asked: {
    field: 'decision',
    write: () => ({
      await: 'toy.decision',
      ask: { type: 'object', properties: form, additionalProperties: false },
    }),
  },
  check: {
    field: 'state',
    write: () => ({ call: 'toy.check', with: { reply_to: { $: '/callbacks/s0' } } }),
  },
  sign: { field: 'signed', write: () => ({ sca: { call: 'toy.sign' } }) },
  sign_otp: { field: 'signed', write: () => ({ sca: { call: 'toy.sign', methods: ['otp'] } }) },
};

const ENDS = ['done', 'rejected', 'failed', 'cancelled'];
const COUNT = 6;
const plan = fc.record({
  kind: fc.constantFrom(...Object.keys(KINDS)),
  /** Where a first branch leads, if there is one: any step or end. */
  branch: fc.option(fc.nat(2 * COUNT + ENDS.length - 1)),
  recover: fc.option(fc.nat(2 * COUNT + ENDS.length - 1)),
  visits: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 }),
  within: fc.option(fc.constantFrom('PT10S', 'PT5M', 'PT40M', 'P1D'), { freq: 2 }),
  isUntil: fc.boolean(),
  isReminding: fc.boolean(),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

/** The kinds of the first step that others build on: data with a time in them, a commit, a wait that is answered. */
const LEADS = ['quote', 'open', 'wait_asked'] as const;

function write(plans: Plan[], index: number): Step {
  const { kind, branch, recover, visits, within, isUntil, isReminding } = plans[index] as Plan;
  const steps = plans.map((_, at) => `s${at}`);
  const names = [...steps, ...steps, ...ENDS];
  const target = (choice: number) => names[choice % names.length] as string;
  const onward = index + 1 < plans.length ? `s${index + 1}` : 'done';
  const { field, write: body } = KINDS[kind] as (typeof KINDS)[string];
  const limited = within !== null && kind !== 'open' && kind !== 'settle';
  const hasTime = index > 0 && plans[0]?.kind === 'quote' && plans[0].recover === null;
  const outcomes = ['error', ...(limited ? ['timeout'] : []), ...(kind.startsWith('sign') ? ['sca.failed'] : [])];
  return {
    ...body(`s${index}`),
    ...(visits === null ? {} : { visits }),
    ...(limited ? { within } : {}),
    ...(limited && isUntil && hasTime ? { until: { $: '/steps/s0/valid_until' } } : {}),
    ...(isReminding ? { notify: REMINDERS } : {}),
    on: {
      ...(recover === null ? {} : Object.fromEntries(outcomes.map((code) => [code, target(recover)]))),
      ...(kind === 'wait_asked' ? { answered: target(recover ?? index) } : {}),
      ...(kind === 'settle' ? { unsettled: 'failed' } : {}),
    },
    next:
      branch === null
        ? onward
        : [{ when: { [`/steps/s${index}/${field}`]: { const: 'x' } }, to: target(branch) }, { to: onward }],
  } as unknown as Step;
}

const REMINDERS = [
  { after: 'PT2S', event: 'soon' },
  { after: 'PT7S', event: 'now' },
];

/** A call settles only what was committed on every way to it; elsewhere it is one like any other. */
function settled(steps: Record<string, Step>, around: Partial<SkillDefinition>): Graph {
  const compiled = compile(define(steps, around), CATALOG, '');
  const early = compiled.ok ? [] : compiled.faults.filter(({ code }) => code === 'settle_before_commit');
  const plain = Object.fromEntries(
    early.map(({ pointer }) => {
      const name = pointer.split('/')[2] as string;
      const { settle: _, on: { unsettled: __, ...on } = {}, ...step } = steps[name] as CallStep;
      return [name, { ...step, on } as Step];
    }),
  );
  return graphOf({ ...steps, ...plain }, around);
}

/** Small graphs that compile: every step is on the way to the next, and may jump anywhere. */
const small: fc.Arbitrary<Graph> = fc
  .record({
    given: fc.array(plan, { minLength: 3, maxLength: COUNT, size: 'max' }),
    lead: fc.option(fc.constantFrom(...LEADS), { freq: 2 }),
    idle: fc.option(fc.constantFrom('PT30M', 'P2D')),
    steps: fc.integer({ min: 3, max: 60 }),
  })
  .map(({ given: [first, ...others], lead, idle, steps }) => {
    const plans = [lead === null ? first : { ...first, kind: lead, recover: null, visits: null }, ...others] as Plan[];
    // Once something is committed, calls may settle. Only a step that waits for an event has an address.
    for (const one of plans) if (one.kind === 'quote' && plans[0]?.kind === 'open') one.kind = 'settle';
    for (const one of plans) if (one.kind === 'check' && plans[0]?.kind !== 'wait_asked') one.kind = 'wait_asked';
    const written = Object.fromEntries(plans.map((_, index) => [`s${index}`, write(plans, index)]));
    return settled(written, { limits: { expires: 'P3D', steps, ...(idle === null ? {} : { idle }) } });
  });

export const graphs: fc.Arbitrary<Graph> = fc.oneof(
  { weight: 4, arbitrary: small },
  { weight: 1, arbitrary: fc.constantFrom(...bundled().list()).map(({ graph }) => graph) },
);

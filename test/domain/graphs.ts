import path from 'node:path';
import fc from 'fast-check';
import { CATALOGS } from '../../connectors/catalogs';
import type { Step } from '../../domain/session/kinds';
import type { Graph } from '../../domain/skill/graph';
import { loadSkills } from '../../kit/load';
import { graphOf } from './fixture';

/** The skills that come with the product, by name. */
export const bundled = () => loadSkills(path.join(__dirname, '../../skills'), CATALOGS);

/** Steps to generate: the field of the result that a branch may look at, and the members of the step. */
const file = (min: number) => ({ 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [min, 2] } });
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
  open: { field: 'id', write: () => ({ call: 'toy.open', commit: true }) },
  wait: { field: 'decision', write: () => ({ await: 'toy.decision' }) },
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
  visits: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 1 }),
  within: fc.option(fc.constantFrom('PT10S', 'PT5M', 'PT40M', 'P1D'), { freq: 1 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

function write(plans: Plan[], index: number): Step {
  const { kind, branch, recover, visits, within } = plans[index] as Plan;
  const steps = plans.map((_, at) => `s${at}`);
  const names = [...steps, ...steps, ...ENDS];
  const target = (choice: number) => names[choice % names.length] as string;
  const onward = index + 1 < plans.length ? `s${index + 1}` : 'done';
  const { field, write: body } = KINDS[kind] as (typeof KINDS)[string];
  const limited = within !== null && kind !== 'open';
  const outcomes = ['error', ...(limited ? ['timeout'] : []), ...(kind.startsWith('sign') ? ['sca.failed'] : [])];
  return {
    ...body(`s${index}`),
    ...(visits === null ? {} : { visits }),
    ...(limited ? { within } : {}),
    ...(recover === null ? {} : { on: Object.fromEntries(outcomes.map((code) => [code, target(recover)])) }),
    next:
      branch === null
        ? onward
        : [{ when: { [`/steps/s${index}/${field}`]: { const: 'x' } }, to: target(branch) }, { to: onward }],
  } as unknown as Step;
}

/** Small graphs that compile: every step is on the way to the next, and may jump anywhere. */
const small: fc.Arbitrary<Graph> = fc
  .record({
    plans: fc.array(plan, { minLength: 3, maxLength: COUNT, size: 'max' }),
    idle: fc.option(fc.constantFrom('PT30M', 'P2D')),
    steps: fc.integer({ min: 3, max: 60 }),
  })
  .map(({ plans, idle, steps }) => {
    const written = Object.fromEntries(plans.map((_, index) => [`s${index}`, write(plans, index)]));
    return graphOf(written, { limits: { expires: 'P3D', steps, ...(idle === null ? {} : { idle }) } });
  });

export const graphs: fc.Arbitrary<Graph> = fc.oneof(
  { weight: 4, arbitrary: small },
  { weight: 1, arbitrary: fc.constantFrom(...bundled().list()).map(({ graph }) => graph) },
);

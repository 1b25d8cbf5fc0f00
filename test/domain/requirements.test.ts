import type { Step } from '../../domain/session/kinds';
import { isWarning } from '../../domain/skill/check/fault';
import { compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';

const times = { retry: { initial: 1, backoff: 2, maximum: 1, attempts: 0 }, attempt: 1, total: 1 };
const operation = (more: Partial<Operation> = {}): Operation => ({
  title: 'x',
  kind: 'call',
  waitingFor: 'bank',
  input: { type: 'object', properties: { iban: { type: 'string' } } },
  output: { type: 'object', properties: { result: { type: 'string' }, name: { type: 'string' } } },
  codes: {},
  ...times,
  ...more,
});
const catalog: OperationCatalog = {
  name: 'toy',
  events: {},
  operations: {
    'pay.verify': operation(),
    'pay.now': operation({ requires: { operation: 'pay.verify', result: 'result', good: 'match' } }),
    'pay.old': operation({ retired: { for: 'pay.now', skills: ['toy_sbx_#1.0'] } }),
  },
};

const ask = (next: string, show: object = {}): Step =>
  ({
    ask: { type: 'object', properties: { iban: { type: 'string' }, action: { enum: ['accept', 'change'] } } },
    ...(Object.keys(show).length > 0 ? { show } : {}),
    next,
  }) as Step;
const VERIFIED = { '/steps/verify/result': { const: 'match' } };
const shown = { result: { $: '/steps/verify/result' } };
const verify = (next: Step['title'] | object): Step =>
  ({ call: 'pay.verify', with: { iban: { $: '/steps/form/iban' } }, next }) as Step;

function faults(steps: Record<string, Step>, skill = 'toy_sbx_#2.0'): string[] {
  const definition = {
    skill,
    title: 'Toy',
    catalog: 'toy',
    limits: { expires: 'P1D' },
    start: 'form',
    on: { error: 'no' },
    steps: { ...steps, done: { end: 'succeeded' }, no: { end: 'failed' } },
  } as unknown as SkillDefinition;
  const compiled = compile(definition, catalog, 'digest');
  const found = compiled.ok ? [] : compiled.faults.filter((one) => !isWarning(one));
  return found.map(({ code, pointer }) => `${code} ${pointer}`);
}
const pay = { call: 'pay.now', next: 'done' } as Step;

describe('A payment that requires its payee verified', () => {
  test('is taken after a match, or after the user was shown what was found', () => {
    const next = [{ when: VERIFIED, to: 'pay' }, { to: 'confirm' }];
    expect(faults({ form: ask('verify'), verify: verify(next), confirm: ask('pay', shown), pay })).toEqual([]);
  });

  test.each<[string, Record<string, Step>]>([
    ['without any verification', { form: ask('pay'), pay }],
    [
      'that goes round it on one way',
      {
        form: {
          ...ask('verify'),
          next: [{ when: { '/steps/form/action': { const: 'accept' } }, to: 'pay' }, { to: 'verify' }],
        } as Step,
        verify: verify([{ when: VERIFIED, to: 'pay' }, { to: 'confirm' }]),
        confirm: ask('pay', shown),
        pay,
      },
    ],
    ['whatever was found', { form: ask('verify'), verify: verify('pay'), pay }],
    [
      'after a form that does not show the finding',
      { form: ask('verify'), verify: verify('confirm'), confirm: ask('pay'), pay },
    ],
  ])('is refused %s', (_what, steps) => {
    expect(faults(steps)).toEqual(['requirement_missing /steps/pay/call']);
  });

  test('is refused where what was verified can be changed without being verified again', () => {
    const steps = {
      form: {
        ...ask('verify'),
        next: [{ when: { '/steps/form/action': { const: 'accept' } }, to: 'pay' }, { to: 'verify' }],
      } as Step,
      verify: verify([{ when: VERIFIED, to: 'look' }, { to: 'no' }]),
      look: ask('form'),
      pay,
    };
    expect(faults(steps)).toEqual(['requirement_missing /steps/pay/call']);
  });
});

test('a retired operation is left to the skills that were published with it', () => {
  const steps = { form: ask('old'), old: { call: 'pay.old', next: 'done' } as Step };
  expect(faults(steps, 'toy_sbx_#1.0')).toEqual([]);
  expect(faults(steps)).toEqual(['operation_retired /steps/old/call']);
});

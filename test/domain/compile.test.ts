import type { Step } from '../../domain/session/kinds';
import { METHODS } from '../../domain/session/sca/approaches';
import { compile } from '../../domain/skill/compile';
import { ask, DAY, define, graphOf, MINUTE } from './fixture';
import { CATALOG } from './toy-catalog';

const sign: Step = { sca: { call: 'toy.sign' }, next: 'done' };

describe('A definition that compiles', () => {
  test('becomes a graph without titles, schemas and texts, with times in milliseconds', () => {
    const graph = graphOf(
      { form: ask('sign', { title: 'A form', within: 'PT15M', visits: 2 }), sign },
      { limits: { expires: 'P14D', idle: 'P1D', steps: 9 }, skill: 'toy_pisp_#2.1' },
    );
    expect(graph).toMatchObject({
      skill: 'toy_pisp_#2.1',
      digest: 'digest',
      catalog: 'toy',
      flavour: 'production',
      start: 'form',
    });
    expect(graph.limits).toEqual({ expires: 14 * DAY, idle: DAY, steps: 9 });
    expect(graph.nodes.form).toEqual({
      kind: 'ask',
      next: [{ to: 'sign' }],
      on: {},
      within: 15 * MINUTE,
      visits: 2,
      show: {},
      uploads: [],
    });
    expect(JSON.stringify(graph)).not.toContain('A form');
  });

  test('has the platform’s word where the author says nothing', () => {
    const graph = graphOf({ sign: { ...sign } });
    expect(graph.limits).toEqual({ expires: 14 * DAY, steps: 200 });
    expect(graph.nodes.sign).toMatchObject({
      within: 10 * MINUTE,
      methods: METHODS,
      with: {},
    });
    expect(graph.flavour).toBe('sandbox');
  });

  test('needs no on of its own', () => {
    const { on: _on, ...definition } = define({ form: ask('done') }, { on: {} });
    const compiled = compile(definition, CATALOG, '');
    expect(compiled.ok && compiled.graph.on).toEqual({});
  });

  test('pins what the catalog says of its operations, and nothing of their schemas', () => {
    const { nodes } = graphOf({
      hold: {
        call: 'toy.hold',
        with: { amount: '1' },
        compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
        next: 'quote',
      },
      quote: { call: 'toy.quote', next: 'open' },
      open: { call: 'toy.open', commit: true, next: 'wait' },
      wait: { await: 'toy.decision', next: 'done' },
    });
    const { retry, attempt, total } = CATALOG.operations['toy.hold'] as never as Record<string, unknown>;
    expect(nodes.hold).toMatchObject({
      kind: 'call',
      call: { operation: 'toy.hold', waitingFor: 'bank', retry, attempt, total },
      commit: false,
    });
    expect(nodes.hold).toHaveProperty('compensate.with', { hold_id: { $: '/steps/hold/hold_id' } });
    expect(nodes.hold).toMatchObject({ compensate: { call: { operation: 'toy.release' } } });
    expect(nodes.quote).toMatchObject({ with: {} });
    expect(nodes.open).toMatchObject({ commit: true });
    expect(nodes.open).not.toHaveProperty('compensate');
    expect(nodes.wait).toMatchObject({ kind: 'await', event: 'toy.decision', waitingFor: 'review' });
    const { wait: _wait, ...calls } = nodes;
    expect(JSON.stringify(calls)).not.toContain('maxLength');
  });

  test('keeps an end’s reason, credentials and output', () => {
    const no: Step = { end: 'rejected', reason: { code: 'too_young', message: 'You are too young.' } };
    const yes: Step = { end: 'succeeded', credentials: { a: 1 }, output: { b: { $: '/input/locale' } } };
    const { nodes } = graphOf({
      form: ask('yes', { next: [{ when: { '/input/locale': { const: 'x' } }, to: 'no' }, { to: 'yes' }] }),
      no,
      yes,
    });
    expect(nodes.no).toEqual({
      kind: 'end',
      end: 'rejected',
      credentials: {},
      output: {},
      reason: { code: 'too_young', message: 'You are too young.' },
    });
    expect(nodes.yes).toEqual({
      kind: 'end',
      end: 'succeeded',
      credentials: { a: 1 },
      output: { b: { $: '/input/locale' } },
    });
  });

  test('may use a pointer of any kind where its producer must have run', () => {
    graphOf({
      quote: { call: 'toy.quote', next: 'check' },
      check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
      wait: {
        await: 'toy.decision',
        next: [
          { when: { '/steps/check/parts/0/name': { const: { $: '/steps/quote/rate' } } }, to: 'open' },
          { to: 'open' },
        ],
      },
      open: { call: 'toy.open', next: 'end' },
      end: {
        end: 'succeeded',
        output: {
          any: { $: '/steps/open/extra/what/ever' },
          all: { $: '/steps/wait' },
          who: { $: '/input/reference' },
        },
      },
    });
  });
});

describe('Faults', () => {
  test('are found all at once, in the order of the document', () => {
    const definition = define({
      form: ask('nowhere', { within: 'soon' }),
      wait: { await: 'toy.nothing', next: [] },
      call: { call: 'toy.sign', next: 'gone' },
    });
    const compiled = compile({ ...definition, start: 'absent', limits: { expires: 'P1M' } }, CATALOG, '');
    expect(compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => `${pointer} ${code}`)).toEqual([
      '/limits/expires duration_bad',
      '/start target_unknown',
      '/steps/form/next target_unknown',
      '/steps/form/within duration_bad',
      '/steps/wait dead_end',
      '/steps/wait/await event_unknown',
      '/steps/call/call operation_kind',
      '/steps/call/next target_unknown',
    ]);
  });

  test('of something that is missing stand where it is missing', () => {
    const compiled = compile(
      define({ hold: { call: 'toy.hold', next: 'form' }, form: ask('done', { on: { timeout: 'done' } }) }),
      CATALOG,
      '',
    );
    expect(compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['undo_missing', '/steps/hold'],
      ['argument_missing', '/steps/hold/with'],
      ['outcome_impossible', '/steps/form/on/timeout'],
    ]);
  });
});

import { advance } from '../../domain/session/advance';
import { Drive } from './drive';
import { ask, graphOf, START } from './fixture';

const quote = { call: 'toy.quote', next: 'done' };

describe('A session', () => {
  test('begins at its first step, created, with nothing done', () => {
    const drive = new Drive(graphOf({ form: ask('done') }), {
      return_url: 'https://app.example/back',
      input: { locale: 'ro' },
    });
    expect(drive.session).toMatchObject({
      status: 'SESSION_CREATED',
      step: 'form',
      seq: 1,
      waiting: { kind: 'form' },
      visits: { form: 1 },
    });
    expect(drive.session.phases).toEqual([{ status: 'SESSION_CREATED', step: 'form', at: START }]);
    expect(drive.effects).toEqual([]);
  });

  test('that begins with a call starts it, under a key of session, step and visit', () => {
    const drive = new Drive(graphOf({ quote }));
    expect(drive.running()).toMatchObject({ step: 'quote', visit: 1, phase: 'call', key: 'ses/quote/1', args: {} });
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'call', for: 'bank' } });
  });

  test('may be over with its first step', () => {
    expect(new Drive(graphOf({ no: { end: 'rejected' } }, { on: {} })).session).toMatchObject({
      status: 'REJECTED',
      waiting: { kind: 'closed' },
    });
  });

  test('remembers its last hundred phases', () => {
    const drive = new Drive(
      graphOf(
        { form: ask('quote'), quote: { ...quote, on: { error: 'done' }, next: 'form' } },
        { limits: { expires: 'P1D', steps: 500 } },
      ),
    );
    for (let turn = 0; turn < 60; turn++) drive.submit().yields();
    expect(drive.session.phases).toHaveLength(100);
    expect(drive.session.phases.at(-1)).toMatchObject({ status: 'AWAITING_STEP', step: 'form' });
  });
});

describe('A submission', () => {
  const graph = graphOf({ form: ask('again'), again: ask('quote'), quote });

  test('is taken once, under the number that is next and for the step that asks', () => {
    const drive = new Drive(graph);
    for (const wrong of [{ seq: 0 }, { seq: 2 }, { step: 'again' }])
      expect(drive.submit({}, wrong).session.seq).toBe(1);
    drive.submit({ answer: 'a' });
    expect(drive.session).toMatchObject({
      step: 'again',
      seq: 2,
      status: 'AWAITING_STEP',
      last: { seq: 1, step: 'form' },
    });
    expect(drive.session.results).toEqual({ form: { answer: 'a' } });
    const before = drive.session;
    drive.submit({ answer: 'a' }, { seq: 1, step: 'form' });
    expect(drive.session).toEqual(before);
  });

  test('is not taken while a call runs, nor when the session is over', () => {
    const drive = new Drive(graph).submit().submit();
    expect(drive.submit({}, { step: 'quote' }).session.seq).toBe(3);
    drive.cancel().settle();
    const over = drive.session;
    expect(advance(over, { type: 'submitted', seq: 3, step: 'quote', data: {}, digest: '', at: drive.now })).toEqual([
      over,
      [],
    ]);
  });

  test('brings the user’s address along, which stays until the next one', () => {
    const drive = new Drive(graph).submit({}, { psu: { $sealed: 'v1.x' } });
    expect(drive.session.psu).toEqual({ $sealed: 'v1.x' });
    expect(drive.submit().session.psu).toEqual({ $sealed: 'v1.x' });
  });
});

describe('The next step', () => {
  const next = [
    { when: { '/steps/form/answer': { const: 'no' } }, to: 'rejected' },
    { when: { '/steps/form/answer': { enum: [{ $: '/input/reference' }, 'yes'] } }, to: 'quote' },
    { to: 'form' },
  ];
  const graph = graphOf({ form: ask('', { next }), quote });

  test.each([
    ['no', 'rejected'],
    ['yes', 'quote'],
    ['ref', 'quote'],
    ['perhaps', 'form'],
  ])('after %j is that of the first branch that holds: %s', (answer, step) => {
    expect(new Drive(graph, { input: { reference: 'ref' } }).submit({ answer }).session.step).toBe(step);
  });

  test('may look at the result of a call too, which later steps may take', () => {
    const drive = new Drive(
      graphOf({
        quote: {
          ...quote,
          next: [{ when: { '/steps/quote/rate': { type: 'string' } }, to: 'hold' }, { to: 'failed' }],
        },
        hold: {
          call: 'toy.hold',
          with: {
            amount: { $: '/steps/quote/rate' },
            note: { $: '/input/locale' },
            tags: [{ $: '/steps/quote/token' }],
          },
          next: 'done',
        },
      }),
    );
    drive.yields({ rate: '3.1' });
    expect(drive.running().args).toEqual({ amount: '3.1', tags: [null] });
  });

  test('of a graph that no compiler made and that has none is where errors lead', () => {
    const made = { ...graph, nodes: { ...graph.nodes, form: { ...graph.nodes.form, next: [] } as never } };
    expect(new Drive(made).submit().session).toMatchObject({ status: 'FAILED', step: 'failed' });
  });
});

describe('An outcome', () => {
  const call = (on: Record<string, string>) => ({ ...quote, on });
  const to = (name: string) => ({ [name]: ask('done') });
  const document = (on: Record<string, string>) => ({ on });

  test('leads where the step’s own on says, then the document’s, then either’s error; else the session has failed', () => {
    const at = (own: Record<string, string>, shared: Record<string, string>, code: string) => {
      const names = [...Object.values(own), ...Object.values(shared)];
      const steps = { quote: call(own), ...Object.assign({}, ...names.map(to)) };
      return new Drive(graphOf(steps, document({ ...shared }))).fails(code).session;
    };
    const all = { 'toy.no_terms': 'own_code', error: 'own_error' };
    const shared = { 'toy.no_terms': 'doc_code', error: 'doc_error' };
    expect(at(all, shared, 'toy.no_terms').step).toBe('own_code');
    expect(at({ error: 'own_error' }, shared, 'toy.no_terms').step).toBe('doc_code');
    expect(at({ error: 'own_error' }, { error: 'doc_error' }, 'toy.no_terms').step).toBe('own_error');
    expect(at({}, { error: 'doc_error' }, 'toy.no_terms').step).toBe('doc_error');
    expect(at(all, shared, 'error').step).toBe('own_error');
    expect(at({ 'toy.no_terms': 'own_code' }, {}, 'error')).toMatchObject({
      status: 'FAILED',
      step: 'quote',
      ending: { as: 'FAILED' },
    });
  });

  test('says why, until the next step has been taken', () => {
    const drive = new Drive(graphOf({ quote: call({ 'toy.no_terms': 'form' }), form: ask('quote') }, {}));
    drive.fails('toy.no_terms');
    expect(drive.view().next).toMatchObject({ kind: 'form', step: 'form', message: 'sentence of toy.no_terms' });
    expect(drive.submit().session).not.toHaveProperty('reason');
  });
});

import { NEWEST } from '../../domain/session/flags';
import type { Step } from '../../domain/session/kinds';
import { bytesOf, RESULTS_BYTES } from '../../domain/session/result-bounds';
import { compile } from '../../domain/skill/compile';
import { Drive } from './drive';
import { ask, define, graphOf } from './fixture';
import { CATALOG } from './toy-catalog';

const quote = (next: string, on: object = {}): Step => ({ call: 'toy.quote', next, on }) as Step;
const hold: Step = {
  call: 'toy.hold',
  with: { amount: '1' },
  compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
  next: 'quote',
};
/** A result of this many bytes; the schemas are not asked here. */
const large = (bytes: number) => ({ rate: 'x'.repeat(bytes) });

describe('The results of a session', () => {
  test('are bounded in their sum: one that is too much is an outcome that a document may name', () => {
    const steps = { hold, quote: quote('done', { 'result.too_large': 'form' }), form: ask('done') };
    const drive = new Drive(graphOf(steps), NEWEST).yields({ hold_id: 'h', ...large(600_000) });
    expect(drive.session.step).toBe('quote');
    drive.yields(large(500_000));
    expect(drive.view().next).toMatchObject({ step: 'form', message: expect.stringContaining('more of this') });
    expect(Object.keys(drive.session.results)).toEqual(['hold']);
  });

  test('that are too much are an error where the document does not name them, and what was begun is undone', () => {
    const drive = new Drive(graphOf({ hold, quote: quote('done') }), NEWEST).yields({
      hold_id: 'h',
      ...large(600_000),
    });
    drive.yields(large(500_000));
    expect(drive.session).toMatchObject({ ending: { as: 'FAILED' }, reason: { code: 'result.too_large' } });
    expect(drive.running('undo').args).toEqual({ hold_id: 'h' });
  });

  test('count anew where a step is entered again', () => {
    const again = [{ when: { '/steps/quote/rate': { minLength: 1 } }, to: 'quote' }, { to: 'done' }];
    const drive = new Drive(graphOf({ quote: { call: 'toy.quote', next: again } as Step }), NEWEST);
    for (const _ of [1, 2, 3]) drive.yields(large(900_000));
    expect(drive.session.step).toBe('quote');
  });

  test('let one more in after a commit: what was executed does not end as a failure', () => {
    const open = { call: 'toy.open', commit: true, next: 'done' } as Step;
    const drive = new Drive(graphOf({ hold, quote: quote('open'), open }), NEWEST);
    drive.yields(large(500_000)).yields(large(400_000)).yields(large(300_000));
    expect(drive.session).toMatchObject({ step: 'done', committed: true });
  });

  test('are not bounded in a session that began before they were, so that it is replayed as it was', () => {
    const drive = new Drive(graphOf({ hold, quote: quote('done') }), {}, {});
    expect(drive.yields(large(600_000)).yields(large(600_000)).session.step).toBe('done');
  });
});

describe('A submission that is too much for its session', () => {
  const graph = graphOf({ hold: { ...hold, next: 'form' } as Step, form: ask('done') });
  const full = () => new Drive(graph, NEWEST).yields({ hold_id: 'h', ...large(950_000) });
  const data = { answer: 'x'.repeat(80_000) };

  test('is refused as what it is; less is taken under the same number', () => {
    const drive = full().submit(data);
    const { seq } = drive.session;
    expect(drive.verdict(seq, 'form', data)).toEqual({ verdict: 'too_large' });
    expect(drive.submit({ answer: 'x' }).verdict(seq, 'form', { answer: 'x' })).toEqual({ verdict: 'accepted' });
    expect(drive.session).not.toHaveProperty('too_large');
  });
});

describe('The bytes of a value', () => {
  test.each(['', 'plain', 'äöü', '€', '😀', '\u0001"\\', '한국'])('are those of its JSON in UTF-8: %j', (text) => {
    expect(bytesOf({ text })).toBe(Buffer.byteLength(JSON.stringify({ text })));
  });
});

describe('The check', () => {
  const codes = (steps: Record<string, Step>) => {
    const compiled = compile(define(steps), CATALOG, '');
    return compiled.ok ? [] : compiled.faults.map(({ code, pointer }) => `${code} ${pointer}`);
  };
  const form = (index: number, last: boolean, schema: object): [string, Step] => {
    const body = { type: 'object', additionalProperties: false, properties: { answer: schema } };
    return [`form${index}`, { ask: body, next: last ? 'done' : `form${index + 1}` } as Step];
  };
  const forms = (count: number, schema: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => form(index, index === count - 1, schema)));

  test('finds a document whose results can be more than a session holds', () => {
    expect(codes(forms(12, { type: 'string' }))).toEqual(['results_too_large /steps']);
    expect(codes(forms(11, { type: 'string' }))).toEqual([]);
    expect(codes(forms(100, { type: 'string', maxLength: 2_000 }))).toEqual([]);
    expect(codes(forms(100, { type: 'string', maxLength: 2_500 }))).toEqual(['results_too_large /steps']);
  });

  test.each([
    ['lists', { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 200 } }],
    ['sealed texts', { type: 'string', maxLength: 1_900, 'x-sensitive': 'pii' }],
    ['choices', { enum: ['x'.repeat(2_600)] }],
    ['alternatives', { oneOf: [{ type: 'integer' }, { type: 'string', maxLength: 2_600 }] }],
    ['open objects', { type: 'object', maxProperties: 3 }],
  ])('counts the bounds of %s', (_what, schema) => {
    expect(codes(forms(100, schema))).toEqual(['results_too_large /steps']);
    expect(codes(forms(20, schema))).toEqual([]);
  });

  test('says that the sum is that of all results, in numbers', () => {
    const compiled = compile(define(forms(12, { type: 'string' })), CATALOG, '');
    expect(compiled.ok ? '' : compiled.faults[0]?.message).toContain(`a session holds ${RESULTS_BYTES / 1_000} kB`);
  });
});

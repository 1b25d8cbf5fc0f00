import type { RecordedFlags } from '../../domain/session/flags';
import { view } from '../../domain/session/view';
import { Drive } from './drive';
import { ask, DAY, graphOf } from './fixture';

const hold = (next: string, more = {}) => ({
  call: 'toy.hold',
  with: { amount: '1' },
  compensate: { call: 'toy.release', with: { hold_id: { $: `/steps/${next === 'b' ? 'a' : 'b'}/hold_id` } } },
  next,
  ...more,
});
const graph = graphOf({
  a: hold('b'),
  b: hold('form'),
  form: ask('', { next: [{ when: { '/steps/form/answer': {} }, to: 'rejected' }, { to: 'done' }] }),
});
const standing = () => new Drive(graph).yields({ hold_id: 'h-a' }).yields({ hold_id: 'h-b' });

describe('What was begun', () => {
  test.each([
    ['rejected', (drive: Drive) => drive.submit({ answer: 'x' }), 'REJECTED'],
    ['cancelled', (drive: Drive) => drive.cancel(), 'CANCELLED'],
    ['expired', (drive: Drive) => drive.pass(14 * DAY), 'EXPIRED'],
  ])('is undone when the session is %s: last first, one at a time, patiently', (_how, end, status) => {
    const drive = end(standing());
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'closing' } });
    expect(drive.running()).toMatchObject({
      step: 'b',
      phase: 'undo',
      args: { hold_id: 'h-b' },
      key: 'ses/b/1/undo',
      undoes: 'ses/b/1',
    });
    expect(drive.running().operation).toMatchObject({
      operation: 'toy.release',
      total: 7 * DAY,
      retry: { attempts: 0 },
    });
    expect(drive.session.running).toHaveLength(1);
    expect(drive.yields().running()).toMatchObject({ step: 'a', phase: 'undo', args: { hold_id: 'h-a' } });
    expect(drive.yields().session).toMatchObject({ status, waiting: { kind: 'closed' }, undo: [] });
  });

  test('stands when the session succeeds', () => {
    const drive = standing().submit().settle();
    expect(drive.session).toMatchObject({ status: 'COMPLETED', waiting: { kind: 'closed' }, undo: [] });
    expect(drive.log()).toEqual(['a:call', 'b:call', 'done:finish']);
  });

  test('and can’t be undone is noted for an operator and told to the user, while the rest is undone', () => {
    const drive = standing().cancel().fails().yields();
    expect(drive.session).toMatchObject({ waiting: { kind: 'closed' }, undo_failed: ['b'] });
    const reason = { code: 'undo_failed', message: expect.stringContaining('may still take place') };
    expect(view(drive.session)).toMatchObject({ status: 'CANCELLED', reason });
  });

  test('and has taken place all the same is told with the bank’s word, once the rest is undone', () => {
    const drive = standing().cancel().fails('toy.too_late');
    expect(drive.view()).toMatchObject({ status: 'PROCESSING' });
    expect(drive.view()).not.toHaveProperty('reason');
    const reason = { code: 'not_undone', message: 'sentence of toy.too_late' };
    expect(drive.yields().view()).toMatchObject({ status: 'CANCELLED', reason });
    expect(drive.session).toMatchObject({ undo_failed: [], not_undone: { steps: ['b'] } });
  });

  test('is undone behind the end that is shown, in a session of before', () => {
    const drive = new Drive(graph, {}, {}).yields({ hold_id: 'h-a' }).yields({ hold_id: 'h-b' }).cancel();
    expect(drive.view()).toMatchObject({ status: 'CANCELLED', next: { kind: 'none' } });
    expect(drive.running()).toMatchObject({ phase: 'undo' });
  });

  test('or may have been begun is undone too, by its key', () => {
    const drive = new Drive(graph).yields({ hold_id: 'h-a' }).fails('error', { uncertain: true });
    expect(drive.session.ending?.as).toBe('FAILED');
    expect(drive.running()).toMatchObject({ step: 'b', phase: 'undo', args: {}, undoes: 'ses/b/1' });
  });

  test('and has failed for certain is not undone', () => {
    expect(new Drive(graph).yields({ hold_id: 'h-a' }).fails('error').settle().log()).toEqual([
      'a:call',
      'b:call',
      'a:undo',
    ]);
  });

  test('twice is undone twice, each by its own key and with its own result', () => {
    const again = hold('form', { compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/a/hold_id' } } } });
    const drive = new Drive(
      graphOf({ a: again, form: ask('', { next: [{ when: { '/steps/form/answer': {} }, to: 'a' }, { to: 'done' }] }) }),
    );
    drive.yields({ hold_id: '1' }).submit({ answer: 'again' }).yields({ hold_id: '2' }).cancel().settle();
    expect(drive.calls().filter(({ phase }) => phase === 'undo')).toMatchObject([
      { key: 'ses/a/2/undo', args: { hold_id: '2' } },
      { key: 'ses/a/1/undo', args: { hold_id: '1' } },
    ]);
  });
});

describe('A call in flight at the end', () => {
  test('is abandoned if it leaves nothing behind', () => {
    const drive = new Drive(graphOf({ quote: { call: 'toy.quote', next: 'done' } }));
    const { id } = drive.running();
    expect(drive.cancel().fresh).toEqual([{ do: 'cancel', id }]);
    expect(drive.session.waiting.kind).toBe('closed');
  });

  test('is waited for if it has an undo, which follows its result', () => {
    const drive = new Drive(graph).yields({ hold_id: 'h-a' }).cancel();
    expect(drive.fresh).toEqual([]);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'closing' } });
    drive.yields({ hold_id: 'h-b' });
    expect(drive.running()).toMatchObject({ step: 'b', phase: 'undo', args: { hold_id: 'h-b' } });
    expect(drive.settle().log()).toEqual(['a:call', 'b:call', 'b:undo', 'a:undo']);
  });

  test('is undone if nobody knows, and not if it has failed', () => {
    expect(new Drive(graph).cancel().fails('error', { uncertain: true }).log()).toEqual(['a:call', 'a:undo']);
    expect(new Drive(graph).cancel().fails('error')).toMatchObject({ session: { waiting: { kind: 'closed' } } });
  });

  test('that is heard of again changes nothing', () => {
    const drive = new Drive(graph);
    const { id } = drive.running();
    drive.yields({ hold_id: 'h-a' });
    const before = drive.session;
    drive.send({ type: 'returned', effect: id, result: { hold_id: 'other' } });
    drive.send({ type: 'failed', effect: id, code: 'error', message: '', uncertain: true });
    expect(drive.session).toEqual(before);
  });
});

describe('A visit that a later one has replaced', () => {
  const own = { call: 'toy.release', with: { hold_id: { $: '/steps/a/hold_id' } } };
  const again = graphOf({
    a: hold('form', { compensate: own, on: { error: 'form' } }),
    form: ask('', { next: [{ when: { '/steps/form/answer': { const: 'again' } }, to: 'a' }, { to: 'done' }] }),
  });
  const twice = (flags?: RecordedFlags) =>
    new Drive(again, {}, flags).yields({ hold_id: '1' }).submit({ answer: 'again' });

  test('is undone when the session succeeds, behind its good end; the last visit stands', () => {
    const drive = twice().yields({ hold_id: '2' }).submit().yields({ credentials_id: 'c' });
    expect(drive.session).toMatchObject({ status: 'COMPLETED', waiting: { kind: 'closing' } });
    expect(drive.running()).toMatchObject({ phase: 'undo', key: 'ses/a/1/undo', args: { hold_id: '1' } });
    expect(drive.settle().log()).toEqual(['a:call', 'a:call', 'done:finish', 'a:undo']);
  });

  test('stands if the later one has failed for certain, and neither stands if nobody knows', () => {
    expect(twice().fails('error').submit().settle().log()).not.toContain('a:undo');
    const unknown = twice().fails('error', { uncertain: true }).submit().settle();
    expect(unknown.calls().flatMap(({ phase, key }) => (phase === 'undo' ? [key] : []))).toEqual([
      'ses/a/2/undo',
      'ses/a/1/undo',
    ]);
  });

  test('is undone after a commit, too', () => {
    const open = { call: 'toy.open', commit: true, next: 'done' };
    const form = ask('', { next: [{ when: { '/steps/form/answer': { const: 'again' } }, to: 'a' }, { to: 'open' }] });
    const drive = new Drive(graphOf({ a: hold('form', { compensate: own }), form, open } as never));
    drive.yields({ hold_id: '1' }).submit({ answer: 'again' }).yields({ hold_id: '2' }).submit().settle();
    expect(drive.log()).toEqual(['a:call', 'a:call', 'open:call', 'done:finish', 'a:undo']);
  });

  test('was left standing by sessions of before', () => {
    expect(twice({}).yields({ hold_id: '2' }).submit().settle().log()).not.toContain('a:undo');
  });
});

import type { Step } from '../../domain/session/kinds';
import { details } from '../../domain/session/operator-text';
import { Drive } from './drive';
import { ask, graphOf } from './fixture';

const wait = (next: unknown = 'done'): Step => ({ await: 'toy.decision', next }) as Step;
const check = (next: string): Step => ({ call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next });
const retake = [{ when: { '/steps/wait/decision': { const: 'again' } }, to: 'check' }, { to: 'done' }];
const graph = graphOf({ check: check('wait'), wait: wait(retake) });

describe('A callback', () => {
  test('is asked for under a handle of the step’s next visit', () => {
    expect(new Drive(graph).running().args).toEqual({ reply_to: { $callback: { step: 'wait', visit: 1 } } });
    const second = new Drive(graph).yields().callback('wait', { decision: 'again' });
    expect(second.running().args).toEqual({ reply_to: { $callback: { step: 'wait', visit: 2 } } });
  });

  test('is the step’s result when the step waits for it', () => {
    const drive = new Drive(graph).yields();
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'event', for: 'review' } });
    expect(drive.callback('wait', { decision: 'yes' }).session).toMatchObject({
      step: 'done',
      results: { wait: { decision: 'yes' } },
    });
  });

  test('that comes early is kept, the first of them, and taken when its step is entered', () => {
    const drive = new Drive(graph).callback('wait', { decision: 'first' }).callback('wait', { decision: 'second' });
    expect(drive.session).toMatchObject({ step: 'check', early: { 'wait/1': { payload: { decision: 'first' } } } });
    expect(drive.yields().session).toMatchObject({ step: 'done', results: { wait: { decision: 'first' } }, early: {} });
  });

  test('that comes again, or for a visit that is over, is dropped', () => {
    const drive = new Drive(graph).yields().callback('wait', { decision: 'again' });
    const before = drive.session;
    expect(drive.callback('wait', { decision: 'yes' }, 1).session).toEqual(before);
    drive.yields();
    expect(drive.callback('wait', { decision: 'yes' }, 1).session.step).toBe('wait');
    expect(drive.callback('wait', { decision: 'yes' }, 2).session.step).toBe('done');
  });

  test('that comes when its step was left is counted for operators, unless it is a repeat of the one taken', () => {
    const limited = { ...wait('check'), within: 'PT1H', on: { timeout: 'check' } } as Step;
    const drive = new Drive(graphOf({ check: check('wait'), wait: limited })).yields();
    drive.pass(3_600_000);
    expect(drive.session).toMatchObject({ step: 'check' });
    expect(drive.callback('wait', { decision: 'yes' }).session).toMatchObject({ step: 'check', dropped: { late: 1 } });
    expect(details(drive.session)).toContain('1 message was dropped: they were reports of a partner');
    const heard = new Drive(graph).yields().callback('wait', { decision: 'again' });
    expect(heard.callback('wait', { decision: 'again' }).session).not.toHaveProperty('dropped');
  });

  test('that comes while its step is where it was, but for the next visit, waits for that', () => {
    const drive = new Drive(graph).yields().callback('wait', { decision: 'yes' }, 2);
    expect(drive.session).toMatchObject({ step: 'wait', visits: { wait: 1 } });
    expect(drive.callback('wait', { decision: 'again' }, 1).yields().session.step).toBe('done');
  });

  test('for what awaits nothing is dropped', () => {
    const drive = new Drive(graph);
    const before = drive.session;
    for (const step of ['check', 'gone', 'constructor', '__proto__'])
      expect(drive.callback(step, {}).session).toEqual(before);
  });

  test('after the end is dropped, while what was begun is still being undone too', () => {
    const hold: Step = { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.release' }, next: 'wait' };
    for (const drive of [new Drive(graph).cancel(), new Drive(graphOf({ hold, wait: wait() })).cancel()]) {
      const before = drive.session;
      const { dropped, ...after } = drive.callback('wait', { decision: 'yes' }).session;
      expect(after).toEqual(before);
      expect(dropped).toEqual(before.waiting.kind === 'closed' && before.undo.length === 0 ? undefined : { late: 1 });
    }
  });

  test('for visits that never come is kept up to a number', () => {
    const drive = new Drive(graph);
    for (let visit = 1; visit <= 50; visit++) drive.callback('wait', { decision: 'x' }, visit);
    expect(Object.keys(drive.session.early)).toHaveLength(32);
  });
});

describe('Several early callbacks', () => {
  test('take the session through several steps at once', () => {
    const drive = new Drive(graphOf({ form: ask('one'), one: wait('two'), two: wait() }));
    drive.callback('two', { decision: '2' }).callback('one', { decision: '1' }).submit();
    expect(drive.session).toMatchObject({ step: 'done', results: { one: { decision: '1' }, two: { decision: '2' } } });
  });
});

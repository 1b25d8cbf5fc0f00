import type { Json } from '../../domain/json';
import type { Step } from '../../domain/session/kinds';
import { Drive } from './drive';
import { ask, graphOf, MINUTE } from './fixture';

const sign: Step = { sca: { call: 'toy.sign' }, next: 'done' };
const graph = graphOf({ sign });
const REDIRECT = { state: 'redirect', url: 'https://bank.example', handle: { id: 'r' } };
const DECOUPLED = { state: 'decoupled', message: '', handle: { id: 'd' } };
const OTP = { state: 'challenge', kind: 'otp', show: {}, handle: { id: 'o' } };
const begun = (state: Json) => new Drive(graph).yields(state);

describe('An authorisation that is cancelled', () => {
  test.each([
    ['while the user is at the bank', () => begun(REDIRECT), { id: 'r' }],
    ['while the user is back and the bank is asked', () => begun(REDIRECT).back('ok'), { id: 'r' }],
    ['while a last look is taken', () => begun(REDIRECT).back('nok'), { id: 'r' }],
    ['while a last look is taken as time is up', () => begun(DECOUPLED).pass(10 * MINUTE), { id: 'd' }],
    ['while the bank is watched', () => begun(DECOUPLED), { id: 'd' }],
    ['while a challenge waits', () => begun(OTP), { id: 'o' }],
  ])('%s is aborted at once, and nothing else is waited for', (_when, drive, handle) => {
    const { session, ...rest } = drive().cancel();
    expect(session).toMatchObject({
      status: 'PROCESSING',
      waiting: { kind: 'closing' },
      running: [{ phase: 'abort', handle }],
    });
    expect(rest.calls().at(-1)).toMatchObject({ phase: 'abort', handle, operation: { operation: 'toy.sign' } });
  });

  test('is closed once the abort has gone through, or can’t', () => {
    expect(begun(OTP).cancel().yields().session.waiting.kind).toBe('closed');
    expect(begun(OTP).cancel().fails().session.waiting.kind).toBe('closed');
  });

  test.each([
    ['a page', REDIRECT],
    ['an app', DECOUPLED],
    ['a challenge', OTP],
  ])('while it is begun is aborted when the bank offers %s', (_what, state) => {
    const drive = new Drive(graph).cancel();
    expect(drive.log(drive.fresh)).toEqual([]);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', running: [{ phase: 'begin' }] });
    expect(drive.yields(state).running()).toMatchObject({ phase: 'abort', handle: state.handle, step: 'sign' });
    expect(drive.yields().session).toMatchObject({ status: 'CANCELLED', waiting: { kind: 'closed' } });
  });

  test.each([
    ['done', { state: 'done', result: {} }],
    ['refused', { state: 'failed', message: '' }],
  ])('while it is begun has nothing to abort when it is %s', (_what, state) => {
    expect(new Drive(graph).cancel().yields(state).session).toMatchObject({
      status: 'CANCELLED',
      waiting: { kind: 'closed' },
      results: {},
    });
  });

  test('while it is begun in vain has nothing to abort', () => {
    expect(new Drive(graph).cancel().fails().session.waiting.kind).toBe('closed');
  });

  test('while an answer is with the bank is aborted by what the bank says next, or by what was known', () => {
    const answered = () => begun(OTP).submit({ otp: '1' }).cancel();
    expect(answered().session.running).toMatchObject([{ phase: 'answer' }]);
    expect(
      answered()
        .yields({ ...OTP, handle: { id: 'o2' } })
        .running(),
    ).toMatchObject({ phase: 'abort', handle: { id: 'o2' } });
    expect(answered().fails().running()).toMatchObject({ phase: 'abort', handle: { id: 'o' } });
    expect(answered().yields({ state: 'done', result: {} }).session.waiting.kind).toBe('closed');
  });
});

describe('An abort', () => {
  test('doesn’t hold up what comes after it, but the end waits for it', () => {
    const drive = new Drive(
      graphOf({ sign: { ...sign, on: { 'sca.failed': 'form' } } as Step, form: ask('done') }),
    ).yields(OTP);
    drive
      .submit({ otp: '1' })
      .yields({ ...OTP, error: 'no' })
      .submit({ otp: '2' })
      .yields({ state: 'failed', message: '' });
    const left = new Drive(graphOf({ sign: { ...sign, on: { timeout: 'form' } } as Step, form: ask('done') }))
      .yields(OTP)
      .pass(10 * MINUTE);
    expect(left.session).toMatchObject({ step: 'form', running: [{ phase: 'abort' }] });
    left.submit().yields({ credentials_id: 'c' }, 'finish');
    expect(left.session).toMatchObject({ status: 'COMPLETED', waiting: { kind: 'closing' } });
    expect(left.yields({}, 'abort').session.waiting.kind).toBe('closed');
    const quick = new Drive(graphOf({ sign: { ...sign, on: { timeout: 'form' } } as Step, form: ask('done') }))
      .yields(OTP)
      .pass(10 * MINUTE);
    expect(quick.fails().session).toMatchObject({ step: 'form', running: [], waiting: { kind: 'form' } });
  });

  test('comes before the undo of what was authorised', () => {
    const hold: Step = { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.release' }, next: 'sign' };
    const drive = new Drive(graphOf({ hold, sign })).yields().yields(REDIRECT).cancel();
    expect(drive.settle().log()).toEqual(['hold:call', 'sign:begin', 'sign:abort', 'hold:undo']);
  });
});

describe('A graph that no compiler made', () => {
  test('and that goes on after a cancellation hears no more of what it left', () => {
    const made = {
      ...graphOf({ sign, form: ask('done') }, { start: 'sign', on: { 'sca.failed': 'form', timeout: 'form' } }),
      on: { cancelled: 'form' },
    };
    const left = () => new Drive(made).cancel();
    const before = left().session;
    expect(before).toMatchObject({ step: 'form', running: [{ phase: 'begin' }] });
    expect(left().yields({ state: 'done', result: {} }).session).toEqual({ ...before, running: [] });
    expect(left().fails().session).toEqual({ ...before, running: [] });
  });

  test('and that lacks a step gives up there', () => {
    const made = graphOf({ form: ask('done') });
    const { done: _done, ...nodes } = made.nodes;
    expect(new Drive({ ...made, nodes }).submit().session).toMatchObject({ status: 'FAILED' });
  });
});

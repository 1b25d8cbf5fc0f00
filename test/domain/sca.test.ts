import { nextDeadline } from '../../domain/deadline';
import type { Json } from '../../domain/json';
import type { Step } from '../../domain/skill';
import { Drive } from './drive';
import { ask, graphOf, MINUTE } from './fixture';

const sign = (more = {}): Step =>
  ({ sca: { call: 'toy.sign', with: { hold_id: 'h' } }, on: { 'sca.failed': 'again', timeout: 'later' }, next: 'done', ...more }) as Step;
const graph = graphOf({ sign: sign(), again: ask('sign'), later: ask('sign') });
const only = (...methods: string[]) =>
  graphOf({ sign: sign({ sca: { call: 'toy.sign', methods } }), again: ask('done'), later: ask('done') });

const REDIRECT = { state: 'redirect', url: 'https://bank.example/login', handle: { id: 'r' } };
const DECOUPLED = { state: 'decoupled', message: 'Look at your phone.', handle: { id: 'd' } };
const METHODS = { state: 'challenge', kind: 'method', show: {}, choices: [{ id: 'sms', title: 'Text message' }], handle: { id: 'm' } };
const OTP = { state: 'challenge', kind: 'otp', show: { message: 'Code?' }, handle: { id: 'o' } };
const DONE = { state: 'done', result: { signed: 'yes' } };
const FAILED = { state: 'failed', message: 'You said no.' };
const begun = (state: Json, on = graph) => new Drive(on).yields(state);

describe('An authorisation', () => {
  test('is begun with its arguments, with the time that it has, and under a key of its own', () => {
    const drive = new Drive(graph);
    expect(drive.running()).toMatchObject({
      phase: 'begin',
      args: { hold_id: 'h' },
      key: 'ses/sign/1/begin',
      deadline: drive.now + 10 * MINUTE,
    });
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'bank' } });
    expect(nextDeadline(drive.session)?.why).toBe('expires');
  });

  test('may be done, or refused, at once', () => {
    expect(begun(DONE).session).toMatchObject({ step: 'done', results: { sign: { signed: 'yes' } } });
    expect(begun(FAILED).session).toMatchObject({ step: 'again', reason: { code: 'sca.failed', message: 'You said no.' } });
    expect(begun(FAILED).log()).toEqual(['sign:begin']);
  });

  test('that can’t be begun is an error', () => {
    expect(new Drive(graph).fails('error').session).toMatchObject({ step: 'failed' });
  });

  test.each([
    ['redirect', REDIRECT, ['decoupled', 'otp']],
    ['decoupled', DECOUPLED, ['redirect', 'otp']],
    ['one-time password', OTP, ['redirect', 'decoupled']],
  ])('by %s is refused and aborted where the author doesn’t allow for it', (_name, state, methods) => {
    const drive = begun(state, only(...methods));
    expect(drive.session).toMatchObject({
      step: 'again',
      reason: { message: 'The bank offers no way of authorisation that can be used here.' },
    });
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: state.handle, step: 'sign' });
  });
});

describe('By redirect', () => {
  const away = () => begun(REDIRECT);

  test('the user is awaited at the bank, and the bank is not asked meanwhile', () => {
    expect(away().view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect', url: REDIRECT.url, step: 'sign' } });
    expect(away().session.running).toEqual([]);
  });

  test('a user who comes back well is waited with until the bank has decided', () => {
    const drive = away().pass(MINUTE).back('ok');
    expect(drive.running()).toMatchObject({ phase: 'status', once: false, handle: { id: 'r' }, operation: { total: 9 * MINUTE } });
    expect(drive.view()).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
    expect(drive.yields(DONE).session.step).toBe('done');
  });

  test('a user who comes back twice, or for another visit, is looked after once', () => {
    const drive = away().back('ok', 'sign', 2).back('ok', 'again', 0);
    expect(drive.session.running).toEqual([]);
    drive.back('ok');
    const before = drive.session;
    expect(drive.back('ok').back('nok').session).toEqual(before);
  });

  test('a user may come back by the way that the bank was given with the resource', () => {
    const drive = new Drive(
      graphOf({ hold: { call: 'toy.hold', with: { amount: '1' }, next: 'sign' }, sign: { sca: { call: 'toy.sign' }, next: 'done' } }),
    );
    drive.yields().yields(REDIRECT).back('ok', 'gone', 0).back('ok', 'hold', 2);
    expect(drive.session.running).toEqual([]);
    expect(drive.back('ok', 'hold', 1).running()).toMatchObject({ phase: 'status', step: 'sign' });
  });

  test('a user who comes back without having approved has failed, unless the bank knows better', () => {
    const drive = away().back('nok');
    expect(drive.running()).toMatchObject({ phase: 'status', once: true });
    drive.yields(REDIRECT);
    expect(drive.session).toMatchObject({ step: 'again', reason: { code: 'sca.failed' } });
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: { id: 'r' } });
    expect(away().back('nok').yields(DONE).session.step).toBe('done');
    expect(away().back('nok').fails().session.step).toBe('again');
  });

  test('a bank that can’t say yet leaves the user free to come back again', () => {
    const drive = away().back('ok').fails('error', { uncertain: true });
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect' } });
    expect(drive.back('ok').running().key).toBe('ses/sign/1/status.3');
  });
});

describe('At the end of its time', () => {
  test.each([
    ['redirect', REDIRECT],
    ['decoupled', DECOUPLED],
  ])('by %s, the bank is asked a last time, and what it says counts', (_name, state) => {
    const late = () => begun(state).pass(10 * MINUTE);
    expect(late().running()).toMatchObject({ phase: 'status', once: true });
    expect(late().pass(MINUTE).session.running).toHaveLength(1);
    expect(late().yields(DONE).session.step).toBe('done');
    expect(late().yields(FAILED).session.step).toBe('again');
    expect(late().yields(state).session).toMatchObject({ step: 'later', reason: { code: 'timeout' } });
    expect(late().fails().session).toMatchObject({ step: 'later', reason: { code: 'timeout' } });
    expect(late().yields(state).running()).toMatchObject({ phase: 'abort', handle: state.handle });
  });

  test('a watch that is under way gives way to the last look', () => {
    const drive = begun(DECOUPLED);
    const { id } = drive.running();
    drive.pass(10 * MINUTE);
    expect(drive.log(drive.fresh)).toEqual(['cancel', 'sign:status']);
    expect(drive.session.running.map((running) => running.id)).not.toContain(id);
  });

  test('a challenge that nobody answered times out', () => {
    const drive = begun(OTP).pass(10 * MINUTE);
    expect(drive.session.step).toBe('later');
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: { id: 'o' } });
  });

  test('an answer that came in time is waited for', () => {
    const drive = begun(OTP)
      .pass(10 * MINUTE - 1)
      .submit({ otp: '1' })
      .pass(MINUTE);
    expect(drive.session.step).toBe('sign');
    expect(drive.yields(DONE).session.step).toBe('done');
    expect(
      begun(OTP)
        .submit({ otp: '1' })
        .pass(11 * MINUTE)
        .yields(OTP)
        .pass(1).session.step,
    ).toBe('later');
  });
});

describe('In the bank’s app', () => {
  test('the bank is watched until the step’s time is up', () => {
    const drive = begun(DECOUPLED);
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'decoupled', message: 'Look at your phone.' } });
    expect(drive.running()).toMatchObject({
      phase: 'status',
      once: false,
      deadline: drive.now + 10 * MINUTE,
      operation: { total: 10 * MINUTE },
    });
    expect(drive.yields(DONE).session.step).toBe('done');
  });

  test('a watch that gives up a moment early is no failure: the last look is still to come', () => {
    const drive = begun(DECOUPLED)
      .pass(10 * MINUTE - 1)
      .fails('error');
    expect(drive.view().next.kind).toBe('decoupled');
    expect(drive.pass(1).running()).toMatchObject({ phase: 'status', once: true });
    expect(drive.yields(DECOUPLED).session.step).toBe('later');
  });

  test('a bank that is late to begin is watched for a second at least', () => {
    const drive = new Drive(graph).pass(11 * MINUTE).yields(DECOUPLED);
    expect(drive.running().operation.total).toBe(1_000);
  });

  test('a refusal with a code of the catalog’s is an outcome of its own', () => {
    expect(begun(DECOUPLED).fails('toy.refused').session).toMatchObject({ step: 'failed', reason: { code: 'toy.refused' } });
  });

  test('coming back from a page that there was not changes nothing', () => {
    const drive = begun(DECOUPLED);
    const before = drive.session;
    expect(drive.back('ok').session).toEqual(before);
  });
});

describe('By one-time password', () => {
  test('the user chooses a method, errs, and gets it right: each a submission of its own', () => {
    const drive = begun(METHODS);
    expect(drive.view()).toMatchObject({
      status: 'AWAITING_STEP',
      next: { kind: 'form', form: 'method', choices: [{ id: 'sms' }], seq: 1 },
    });
    drive.submit({ authentication_method_id: 'sms' });
    expect(drive.running()).toMatchObject({ phase: 'answer', handle: { id: 'm' }, answer: { authentication_method_id: 'sms' } });
    expect(drive.view().status).toBe('PROCESSING');
    drive.yields(OTP);
    expect(drive.view().next).toMatchObject({ form: 'otp', show: { message: 'Code?' }, seq: 2 });
    drive.submit({ otp: '0' }).yields({ ...OTP, error: 'That is not the code.', handle: { id: 'o2' } });
    expect(drive.view().next).toMatchObject({ form: 'otp', message: 'That is not the code.', seq: 3 });
    drive.submit({ otp: '123456' });
    expect(drive.running()).toMatchObject({ handle: { id: 'o2' } });
    expect(drive.yields(DONE).session).toMatchObject({ step: 'done', seq: 4 });
    expect(new Set(drive.calls().map(({ key }) => key)).size).toBe(drive.calls().length);
  });

  test('an answer given twice is given to the bank once', () => {
    const drive = begun(OTP).submit({ otp: '1' });
    drive.submit({ otp: '1' }, { seq: 1 }).submit({ otp: '2' });
    expect(drive.calls().filter(({ phase }) => phase === 'answer')).toHaveLength(1);
  });

  test('an answer that the bank can’t be given is an error, and the authorisation is aborted', () => {
    const drive = begun(OTP).submit({ otp: '1' }).fails();
    expect(drive.session).toMatchObject({ status: 'FAILED' });
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: { id: 'o' } });
  });

  test('too many errors are told by the bank as a refusal', () => {
    expect(begun(OTP).submit({ otp: '1' }).yields(FAILED).session).toMatchObject({ step: 'again', reason: { message: 'You said no.' } });
  });
});

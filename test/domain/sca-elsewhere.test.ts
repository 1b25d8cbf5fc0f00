import { Drive } from './drive';
import { graphOf, MINUTE } from './fixture';
import { begun, DECOUPLED, DONE, FAILED, graph, OTP, REDIRECT } from './sca-fixture';

describe('By redirect', () => {
  const away = () => begun(REDIRECT);

  test('the user is awaited at the bank, and the bank is not asked meanwhile', () => {
    expect(away().view()).toMatchObject({
      status: 'AWAITING_USER',
      next: { kind: 'redirect', url: REDIRECT.url, step: 'sign' },
    });
    expect(away().session.running).toEqual([]);
  });

  test('a user who comes back well is waited with until the bank has decided', () => {
    const drive = away().pass(MINUTE).back('ok');
    expect(drive.running()).toMatchObject({
      phase: 'status',
      once: false,
      handle: { id: 'r' },
      operation: { total: 9 * MINUTE },
    });
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
      graphOf({
        hold: { call: 'toy.hold', with: { amount: '1' }, next: 'sign' },
        sign: { sca: { call: 'toy.sign' }, next: 'done' },
      }),
    );
    drive.yields().yields(REDIRECT).back('ok', 'gone', 0).back('ok', 'hold', 2);
    expect(drive.session.running).toEqual([]);
    expect(drive.back('ok', 'hold', 1).running()).toMatchObject({ phase: 'status', step: 'sign' });
  });

  test('a user who came back without having approved failed at once in former sessions, unless the bank knew better', () => {
    const former = () => new Drive(graph, {}, {}).yields(REDIRECT);
    const drive = former().back('nok');
    expect(drive.running()).toMatchObject({ phase: 'status', once: true });
    drive.yields(REDIRECT);
    expect(drive.session).toMatchObject({ step: 'again', reason: { code: 'sca.failed' } });
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: { id: 'r' } });
    expect(former().back('nok').yields(DONE).session.step).toBe('done');
    expect(former().back('nok').fails().session.step).toBe('again');
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
    expect(drive.view()).toMatchObject({
      status: 'AWAITING_USER',
      next: { kind: 'decoupled', message: 'Look at your phone.' },
    });
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

  test('a bank that was late to begin was watched for a second at least in former sessions', () => {
    const drive = new Drive(graph, {}, {}).pass(11 * MINUTE).yields(DECOUPLED);
    expect(drive.running().operation.total).toBe(1_000);
  });

  test('a refusal with a code of the catalog’s is an outcome of its own', () => {
    expect(begun(DECOUPLED).fails('toy.refused').session).toMatchObject({
      step: 'failed',
      reason: { code: 'toy.refused' },
    });
  });

  test('coming back from a page that there was not changes nothing', () => {
    const drive = begun(DECOUPLED);
    const before = drive.session;
    expect(drive.back('ok').session).toEqual(before);
  });
});

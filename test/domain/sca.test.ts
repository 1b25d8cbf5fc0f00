import { nextDeadline } from '../../domain/session/deadline';
import { Drive } from './drive';
import { begun, DECOUPLED, DONE, FAILED, graph, METHODS, OTP, only, REDIRECT } from './sca-fixture';

describe('An authorisation', () => {
  test('is begun with its arguments, with the time that it has, and under a key of its own', () => {
    const drive = new Drive(graph);
    expect(drive.running()).toMatchObject({
      phase: 'begin',
      args: { hold_id: 'h' },
      key: 'ses/sign/1/begin',
      deadline: drive.session.expires_at,
    });
    expect(drive.session).toMatchObject({ status: 'PROCESSING', waiting: { kind: 'bank' } });
    expect(nextDeadline(drive.session)?.why).toBe('expires');
  });

  test('may be done, or refused, at once', () => {
    expect(begun(DONE).session).toMatchObject({ step: 'done', results: { sign: { signed: 'yes' } } });
    expect(begun(FAILED).session).toMatchObject({
      step: 'again',
      reason: { code: 'sca.failed', message: 'You said no.' },
    });
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

describe('By one-time password', () => {
  test('the user chooses a method, errs, and gets it right: each a submission of its own', () => {
    const drive = begun(METHODS);
    expect(drive.view()).toMatchObject({
      status: 'AWAITING_STEP',
      next: { kind: 'form', form: 'method', choices: [{ id: 'sms' }], seq: 1 },
    });
    drive.submit({ authentication_method_id: 'sms' });
    expect(drive.running()).toMatchObject({
      phase: 'answer',
      handle: { id: 'm' },
      answer: { authentication_method_id: 'sms' },
    });
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
    expect(drive.session.ending).toMatchObject({ as: 'FAILED' });
    expect(drive.running()).toMatchObject({ phase: 'abort', handle: { id: 'o' } });
  });

  test('too many errors come from the bank as a refusal', () => {
    expect(begun(OTP).submit({ otp: '1' }).yields(FAILED).session).toMatchObject({
      step: 'again',
      reason: { message: 'You said no.' },
    });
  });
});

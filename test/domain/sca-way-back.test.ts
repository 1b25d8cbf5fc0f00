import { NEWEST } from '../../domain/session/flags';
import { Drive } from './drive';
import { MINUTE } from './fixture';
import { DECOUPLED, DONE, FAILED, graph, OTP, REDIRECT } from './sca-fixture';

const newest = () => new Drive(graph, NEWEST);
const atBank = () => newest().yields(REDIRECT);
const AGAIN = { ...REDIRECT, again: true };
const AFTER_USER = { state: 'decoupled', message: 'Your bank is taking note.', after_user: true, handle: { id: 'w' } };

describe('A bank that is down when an authorisation begins', () => {
  test('has its session wait for as long as the session lasts, not for the step’s ten minutes', () => {
    const drive = newest();
    expect(drive.running('begin')).toMatchObject({
      deadline: drive.session.expires_at,
      operation: { total: drive.session.expires_at - drive.now, retry: { maximum: MINUTE, attempts: 0 } },
    });
    drive.pass(60 * MINUTE);
    expect(drive.view()).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
    expect(drive.yields(REDIRECT).view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect' } });
  });

  test.each([
    ['redirect', REDIRECT],
    ['app', DECOUPLED],
    ['one-time password', OTP],
  ])('gives its user the whole time of the step once it offers a way: %s', (_name, state) => {
    const drive = newest()
      .pass(60 * MINUTE)
      .yields(state);
    expect(drive.pass(10 * MINUTE - 1).session.step).toBe('sign');
    expect(drive.pass(1).log(drive.fresh)).not.toEqual([]);
  });

  test('does not give its time anew with a later way', () => {
    const drive = newest()
      .yields(OTP)
      .pass(9 * MINUTE)
      .submit({ otp: '1' })
      .yields(OTP);
    expect(drive.pass(MINUTE).session.step).toBe('later');
  });

  test('kept its users to ten minutes in sessions that began before', () => {
    const drive = new Drive(graph, {}, {});
    expect(drive.running('begin')).toMatchObject({ deadline: drive.now + 10 * MINUTE });
  });
});

describe('The way back from a bank', () => {
  test('visited by a link scanner first does not cost the user’s own return, which brings the bank’s code', () => {
    const drive = atBank().back('ok');
    expect(drive.running('status')).not.toHaveProperty('returned');
    const early = drive.running('status').id;
    drive.brings('code');
    expect(drive.fresh).toContainEqual({ do: 'cancel', id: early });
    expect(drive.running('status')).toMatchObject({ returned: 'sealed code', once: false });
  });

  test('visited twice with the same is one return: a code is good for one token', () => {
    const drive = atBank().brings('code');
    const before = drive.session;
    expect(drive.brings('code').session).toEqual(before);
    expect(drive.back('ok').session).toEqual(before);
  });

  test('is not asked for by more than ten different returns', () => {
    const drive = atBank();
    for (let count = 0; count < 20; count++) drive.brings(`c${count}`);
    expect(drive.calls().filter(({ phase }) => phase === 'status')).toHaveLength(10);
  });

  test('still shows the bank’s link after an early visit, and the bank is polled on', () => {
    const drive = atBank().back('ok').yields(AGAIN, 'status');
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect', url: REDIRECT.url } });
    expect(drive.yields(DONE, 'status').session.step).toBe('done');
  });
});

describe('A user who is sent back with a no', () => {
  const refused = () => atBank().back('nok');

  test('that the bank knows of has failed at once', () => {
    expect(refused().yields(FAILED, 'status').session.step).toBe('again');
  });

  test('that the bank does not know of may think again: the link is shown, and the bank is polled for a minute', () => {
    const drive = refused();
    expect(drive.running('status')).toMatchObject({ once: false, deadline: drive.now + MINUTE });
    const until = drive.now + MINUTE;
    drive.pass(10_000).yields(AGAIN, 'status');
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect', url: REDIRECT.url } });
    expect(drive.running('status')).toMatchObject({ deadline: until });
    expect(drive.fails('error', {}, 'status').session).toMatchObject({
      step: 'again',
      reason: { code: 'sca.failed' },
    });
  });

  test('by a scanner, and approves meanwhile, has approved', () => {
    const drive = refused().yields(AGAIN, 'status').brings('code');
    expect(drive.running('status').deadline).toBe(drive.session.entered_at + 10 * MINUTE);
    expect(drive.yields(DONE, 'status').session.step).toBe('done');
  });
});

describe('A client that asks after a user who is at the bank', () => {
  test('has the bank looked at, at most once in ten seconds', () => {
    const drive = atBank().pass(9_999).asks();
    expect(drive.session.running).toEqual([]);
    drive.pass(1).asks();
    expect(drive.running('status')).toMatchObject({
      handle: REDIRECT.handle,
      once: false,
      operation: { total: 30_000 },
    });
    expect(drive.running('status').operation.retry.attempts).toBe(1);
    drive.asks().fails('error', {}, 'status').pass(9_999).asks();
    expect(drive.session.running).toEqual([]);
    expect(drive.pass(1).asks().session.running).toHaveLength(1);
  });

  test('is not kept from the user’s page by it: the link stays', () => {
    const looked = atBank().pass(MINUTE).asks();
    expect(looked.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect', url: REDIRECT.url } });
    expect(looked.fails('toy.refused', {}, 'status').view().status).toBe('AWAITING_USER');
    expect(atBank().pass(MINUTE).asks().yields(REDIRECT, 'status').view().status).toBe('AWAITING_USER');
  });

  test('finds a user who approved and closed the page, or declined, without a return', () => {
    expect(atBank().pass(MINUTE).asks().yields(DONE, 'status').session.step).toBe('done');
    expect(atBank().pass(MINUTE).asks().yields(FAILED, 'status').session.step).toBe('again');
    const waits = atBank().pass(MINUTE).asks().yields(AFTER_USER, 'status');
    expect(waits.view().next).toMatchObject({ kind: 'decoupled', message: AFTER_USER.message });
  });

  test('does not stand in the way of the user’s return', () => {
    const drive = atBank().pass(MINUTE).asks().back('ok');
    expect(drive.log(drive.fresh)).toEqual(['cancel', 'sign:status']);
    expect(drive.view().status).toBe('PROCESSING');
  });

  test('of another step, or of another kind of wait, changes nothing', () => {
    const drive = newest().yields(DECOUPLED).pass(MINUTE);
    const { running, waiting } = drive.session;
    expect(drive.asks().session).toMatchObject({ running, waiting });
    const away = atBank().pass(MINUTE);
    expect(away.send({ type: 'asked_after', step: 'gone' }).session.running).toEqual([]);
  });
});

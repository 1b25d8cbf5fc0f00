import { Drive } from './drive';
import { DECOUPLED, DONE, graph, only, REDIRECT } from './sca-fixture';

const MINUTE = 60_000;
const WAIT = {
  state: 'decoupled',
  message: 'Your bank waits for the other people.',
  after_user: true,
  handle: { id: 'w' },
};
const UNDECIDED = { ...REDIRECT, again: true };

describe('After the user has done their part', () => {
  test('the wait has words, whatever methods the author allows', () => {
    const drive = new Drive(only('otp')).yields(WAIT);
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'decoupled', message: WAIT.message } });
  });

  test('the step’s own time does not run, and the session’s does', () => {
    const drive = new Drive(graph).yields(WAIT).pass(60 * MINUTE);
    expect(drive.view().status).toBe('AWAITING_USER');
    expect(drive.running('status')).toMatchObject({ deadline: drive.session.expires_at });
    expect(drive.yields(DONE, 'status').session.step).toBe('done');
  });

  test('a last look that finds the user’s part done goes on waiting', () => {
    const drive = new Drive(graph).yields(DECOUPLED).pass(10 * MINUTE);
    expect(drive.running('status')).toMatchObject({ once: true });
    drive.yields(WAIT, 'status');
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { message: WAIT.message } });
    expect(drive.running('status')).toMatchObject({ once: false });
  });
});

describe('A user who comes back undecided', () => {
  const undecided = () => new Drive(graph).yields(REDIRECT).back('ok').yields(UNDECIDED, 'status');

  test('is shown the bank’s link again, and the bank is asked all the while', () => {
    const drive = undecided();
    expect(drive.view()).toMatchObject({ status: 'AWAITING_USER', next: { kind: 'redirect', url: REDIRECT.url } });
    expect(drive.running('status')).toMatchObject({ once: false });
  });

  test('and comes back again has the bank asked anew, at once', () => {
    const drive = undecided();
    const former = drive.running('status').id;
    drive.back('ok');
    expect(drive.fresh).toContainEqual({ do: 'cancel', id: former });
    expect(drive.running('status').id).not.toBe(former);
  });
});

test('what the bank adds to the way back reaches the look that follows', () => {
  const drive = new Drive(graph).yields(REDIRECT);
  drive.tell({ type: 'returned_from_bank', step: 'sign', visit: 1, way: 'ok', query: { $sealed: 'v1.code' } });
  expect(drive.running('status')).toMatchObject({ returned: { $sealed: 'v1.code' } });
});

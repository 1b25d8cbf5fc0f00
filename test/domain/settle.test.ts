import type { Step } from '../../domain/session/kinds';
import type { CallNode } from '../../domain/session/kinds/call';
import { details } from '../../domain/session/operator-text';
import { Drive } from './drive';
import { ask, DAY, graphOf } from './fixture';

const UNSETTLED = 'What was concluded stands. Not all that belongs to it could be done; somebody will look after it.';

/** What was held is opened for good, then made known to a register: that has to happen. */
const graph = graphOf({
  hold: { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.release' }, next: 'open' },
  open: { call: 'toy.open', commit: true, next: 'register' },
  register: { call: 'toy.quote', settle: true, on: { unsettled: 'failed', 'toy.no_terms': 'failed' }, next: 'done' },
} as Record<string, Step>);
const committed = () => new Drive(graph).yields({ hold_id: 'h' }).yields({ id: 'd' });

describe('A call that settles what was committed', () => {
  test('is tried patiently for a week, however often its catalog would try it', () => {
    expect(committed().running().operation).toMatchObject({
      operation: 'toy.quote',
      total: 7 * DAY,
      retry: { attempts: 0, maximum: 300_000 },
    });
    expect((graph.nodes.open as CallNode).call.total).toBe(30_000);
  });

  test('shows its user a wait, and operators why it is tried so long', () => {
    const drive = committed();
    expect(drive.view()).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', step: 'register', for: 'bank' } });
    expect(details(drive.session)).toContain('`register` (call), until it succeeds: what is committed stands');
  });

  test('goes on where it succeeds, though the session’s time is up meanwhile', () => {
    const drive = committed().pass(20 * DAY);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', step: 'register', deferred: 'expired' });
    expect(drive.yields({ rate: '1' }).yields({ credentials_id: 'c' }).session.status).toBe('COMPLETED');
  });

  test('can’t be cancelled', () => {
    expect(committed().cancel().session).toMatchObject({ status: 'PROCESSING', step: 'register' });
  });

  test.each([true, false])(
    'ends the session as failed where it never succeeds: nothing is undone, user and operators read why (uncertain: %p)',
    (uncertain) => {
      const drive = committed().fails('error', { uncertain });
      expect(drive.session).toMatchObject({ status: 'FAILED', unsettled: 'register', undo: [] });
      expect(drive.view().reason).toEqual({ code: 'unsettled', message: UNSETTLED });
      expect(details(drive.session)).toContain('Committed, but not settled: register');
      expect(drive.settle().log()).toEqual(['hold:call', 'open:call', 'register:call']);
    },
  );

  test('fails with its reason, too, where the session’s time was up meanwhile', () => {
    const drive = committed()
      .pass(20 * DAY)
      .fails('error', { uncertain: true });
    expect(drive.session).toMatchObject({ status: 'FAILED', reason: { code: 'unsettled' } });
  });

  test('has the code of a refusal as any other call has', () => {
    const drive = committed().fails('toy.no_terms');
    expect(drive.view()).toMatchObject({ status: 'FAILED', reason: { code: 'toy.no_terms' } });
  });
});

test('A call without it is tried as its catalog says, and its node has nothing new', () => {
  const plain = graphOf({ open: { call: 'toy.open', commit: true, next: 'form' }, form: ask('done') });
  expect(Object.keys(plain.nodes.open as object)).toEqual(['kind', 'next', 'on', 'call', 'with', 'commit']);
});

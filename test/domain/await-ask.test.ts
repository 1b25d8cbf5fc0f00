import { nextDeadline } from '../../domain/session/deadline';
import type { Step } from '../../domain/session/kinds';
import { details, searchAttributes } from '../../domain/session/operator-text';
import { isLateReport } from '../../domain/session/reports';
import { Drive } from './drive';
import { ask, DAY, graphOf } from './fixture';

const form = {
  type: 'object',
  properties: { action: { enum: ['withdraw', 'more'] } },
  required: ['action'],
  additionalProperties: false,
};
const limits = { expires: 'P14D', idle: 'P1D' };

/** A check whose decision is awaited, while the user may withdraw, or say more. `renew`: that hands out an address. */
const checked = ({ renew }: { renew: boolean }) =>
  graphOf(
    {
      check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
      wait: {
        await: 'toy.decision',
        ask: form,
        show: { state: { $: '/steps/check/state' } },
        within: 'P5D',
        on: { timeout: 'rejected', answered: 'note' },
        next: [{ when: { '/steps/wait/decision': { const: 'yes' } }, to: 'last' }, { to: 'rejected' }],
      },
      note: {
        call: 'toy.check',
        with: renew ? { reply_to: { $: '/callbacks/wait' } } : {},
        next: [{ when: { '/answers/wait/action': { const: 'withdraw' } }, to: 'gone' }, { to: 'wait' }],
      },
      gone: { end: 'cancelled', output: { why: { $: '/answers/wait/action' } } },
      last: ask('done'),
    } as unknown as Record<string, Step>,
    { limits },
  );

const waiting = (renew = true) => new Drive(checked({ renew })).yields({ state: 'begun' });

describe('While an event is awaited, and the user may act', () => {
  test('the form is shown with who is awaited, and takes its nonce’s number and visit', () => {
    const { next, status } = waiting().view();
    expect(status).toBe('SESSION_CREATED');
    expect(next).toMatchObject({
      kind: 'form',
      step: 'wait',
      seq: 1,
      visit: '1.0',
      form: 'data',
      for: 'review',
      show: { state: 'begun' },
    });
  });

  test('operators read that the partner is awaited, and that the user may act', () => {
    const { session } = waiting();
    expect(searchAttributes(session)).toMatchObject({ WaitingFor: 'review', SessionStatus: 'SESSION_CREATED' });
    expect(details(session)).toContain('Waits for the review; the user may act meanwhile');
  });

  test('the user’s silence doesn’t expire the session', () => {
    const drive = waiting();
    expect(nextDeadline(drive.session)).toEqual({ at: drive.now + 5 * DAY, why: 'within' });
    expect(drive.pass(4 * DAY).session.step).toBe('wait');
  });

  test('the event that comes first is the result, and the form is over', () => {
    const drive = waiting().callback('wait', { decision: 'yes' });
    expect(drive.session).toMatchObject({ step: 'last', results: { wait: { decision: 'yes' } } });
    expect(drive.session).not.toHaveProperty('answers');
    const { session } = drive;
    expect(drive.submit({ action: 'withdraw' }, { seq: 1, step: 'wait', visit: '1.0' }).session).toEqual(session);
    expect(drive.verdict(1, 'wait', { action: 'withdraw' }, '1.0')).toEqual({ verdict: 'step_changed' });
  });

  test('the submission that comes first leaves the step as answered, with its data, and is no result', () => {
    const drive = waiting().submit({ action: 'withdraw' });
    expect(drive.session).toMatchObject({ step: 'note', answers: { wait: { action: 'withdraw' } } });
    expect(drive.session.results).not.toHaveProperty('wait');
    expect(drive.verdict(1, 'wait', { action: 'withdraw' })).toEqual({ verdict: 'accepted' });
    expect(drive.yields({}).session).toMatchObject({ status: 'CANCELLED', output: { why: 'withdraw' } });
  });

  test('a submission is no fault, so no later form says that something went wrong', () => {
    const drive = waiting().submit({ action: 'more' });
    expect(drive.session).not.toHaveProperty('reason');
    expect(drive.yields({}).view().next).not.toHaveProperty('message');
  });

  test('neither leaves the step where its time is up first', () => {
    expect(waiting().pass(5 * DAY).session).toMatchObject({ status: 'REJECTED', reason: { code: 'timeout' } });
  });

  test('files are not for it', () => {
    const drive = waiting();
    const { session } = drive;
    expect(drive.upload('scan').session).toEqual(session);
  });
});

describe('An event that comes after the user has acted', () => {
  test('is kept until its step waits again, and then decides', () => {
    const drive = waiting(false).submit({ action: 'more' }).callback('wait', { decision: 'yes' });
    expect(drive.session).toMatchObject({ step: 'note', early: { 'wait/1': { payload: { decision: 'yes' } } } });
    expect(isLateReport(drive.session, { step: 'wait', visit: 1, id: 'msg-wait-1' })).toBe(false);
    expect(drive.yields({}).session).toMatchObject({ step: 'last', results: { wait: { decision: 'yes' } }, early: {} });
    expect(drive.session.dropped).toBeUndefined();
  });

  test('is taken at the visit that follows, for no newer address was handed out', () => {
    const drive = waiting(false).submit({ action: 'more' }).yields({});
    expect(drive.session).toMatchObject({ step: 'wait', visits: { wait: 2 } });
    expect(drive.callback('wait', { decision: 'yes' }, 1).session.step).toBe('last');
  });

  test('is taken once: a repeat is no late one', () => {
    const drive = waiting(false).submit({ action: 'more' }).yields({}).callback('wait', { decision: 'yes' }, 1);
    const { session } = drive;
    expect(drive.callback('wait', { decision: 'yes' }, 1).session).toEqual(session);
    expect(isLateReport(session, { step: 'wait', visit: 1, id: 'msg-wait-1' })).toBe(false);
  });

  test('stays good over several answers', () => {
    const drive = waiting(false);
    for (let round = 0; round < 3; round++) drive.submit({ action: 'more' }).yields({});
    expect(drive.session.visits.wait).toBe(4);
    expect(drive.callback('wait', { decision: 'yes' }, 1).session.step).toBe('last');
  });

  test('is late once a newer address was handed out: it is about what was before', () => {
    const drive = waiting(true).submit({ action: 'more' }).yields({}).callback('wait', { decision: 'yes' }, 1);
    expect(drive.session).toMatchObject({ step: 'wait', dropped: { late: 1 } });
    expect(drive.callback('wait', { decision: 'yes' }, 2).session.step).toBe('last');
  });

  test('that was kept is dropped as late, where a newer address is handed out then', () => {
    const graph = graphOf({
      check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
      wait: { await: 'toy.decision', ask: form, on: { answered: 'last' }, next: 'done' },
      last: ask('check'),
    } as unknown as Record<string, Step>);
    const drive = new Drive(graph).yields({}).submit({ action: 'more' }).callback('wait', { decision: 'yes' });
    expect(Object.keys(drive.session.early)).toEqual(['wait/1']);
    expect(drive.submit().session).toMatchObject({ step: 'check', early: {}, dropped: { late: 1 } });
  });
});

test('An await without a form has the node that it had', () => {
  const graph = graphOf({ wait: { await: 'toy.decision', next: 'done' } });
  expect(Object.keys(graph.nodes.wait as object)).toEqual(['kind', 'next', 'on', 'event', 'waitingFor', 'payload']);
});

test('What the user submits is bounded together with the results', () => {
  const text = { type: 'string', maxLength: 90_000 };
  const big = { type: 'object', properties: { text }, additionalProperties: false };
  const graph = graphOf({
    check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
    wait: { await: 'toy.decision', ask: big, on: { answered: 'last' }, next: 'done' },
    last: ask('check'),
  } as unknown as Record<string, Step>);
  const drive = new Drive(graph).yields({}).submit({ text: 'x'.repeat(999_900) });
  expect(drive.session).toMatchObject({ step: 'last' });
  expect(drive.submit({ answer: 'y'.repeat(200) }).session).toMatchObject({ step: 'last', too_large: { seq: 2 } });
});

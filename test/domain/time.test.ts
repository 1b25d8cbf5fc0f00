import { nextDeadline } from '../../domain/session/deadline';
import type { Step } from '../../domain/session/kinds';
import { Drive } from './drive';
import { ask, DAY, graphOf, HOUR, MINUTE, START } from './fixture';

const limits = { expires: 'P14D', idle: 'P2D', steps: 500 };

describe('A session’s time', () => {
  test('is up at its expiry, to the millisecond, whatever it waits for', () => {
    const drive = new Drive(graphOf({ wait: { await: 'toy.decision', next: 'done' } })).pass(14 * DAY - 1);
    expect(drive.session.status).toBe('PROCESSING');
    expect(drive.pass(1).session).toMatchObject({ status: 'EXPIRED', step: 'expired' });
    expect(nextDeadline(drive.session)).toBeUndefined();
  });

  test('is not up because somebody says so', () => {
    const drive = new Drive(graphOf({ form: ask('done') }));
    const before = drive.session;
    expect(drive.send({ type: 'due' }).session).toEqual(before);
  });

  test('ends it as expired where the document has no step for that, and as cancelled likewise', () => {
    const graph = graphOf({ form: ask('done') }, { on: {} });
    expect(new Drive(graph).pass(14 * DAY).session).toMatchObject({
      status: 'EXPIRED',
      ending: { as: 'EXPIRED', step: 'form' },
    });
    expect(new Drive(graph).cancel().session).toMatchObject({ status: 'CANCELLED', waiting: { kind: 'closed' } });
  });
});

describe('Idle time', () => {
  const graph = graphOf(
    {
      form: ask('quote', { within: 'PT15M', on: { timeout: 'quote' } }),
      quote: {
        call: 'toy.quote',
        on: { 'toy.no_terms': 'form' },
        next: [{ when: { '/steps/quote/rate': {} }, to: 'form' }, { to: 'wait' }],
      },
      wait: { await: 'toy.decision', next: 'last' },
      last: ask('done'),
    },
    { limits },
  );

  test('runs while the user is awaited, and starts anew with each sign of life', () => {
    const drive = new Drive(graphOf({ a: ask('b'), b: ask('done') }, { limits })).pass(2 * DAY - 1);
    expect(drive.submit().pass(2 * DAY - 1).session.status).toBe('AWAITING_STEP');
    expect(drive.pass(1).session).toMatchObject({ status: 'EXPIRED', step: 'expired' });
    expect(drive.session).not.toHaveProperty('reason');
  });

  test('survives a step that is entered again by itself', () => {
    const drive = new Drive(graph);
    for (let round = 1; nextDeadline(drive.session); round++) {
      drive.pass(15 * MINUTE);
      if (drive.session.running.length === 0) break;
      drive.yields({ rate: '3' });
      expect(round).toBeLessThan(200);
    }
    expect(drive.session.status).toBe('EXPIRED');
    expect(drive.now - START).toBe(2 * DAY);
  });

  test('stands still while a bank or a review is awaited', () => {
    const drive = new Drive(graph)
      .pass(15 * MINUTE)
      .yields()
      .pass(3 * DAY);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', step: 'wait', idle_used: 15 * MINUTE });
    drive.callback('wait', {});
    expect(nextDeadline(drive.session)).toEqual({ at: drive.now + 2 * DAY - 15 * MINUTE, why: 'idle' });
    expect(drive.pass(2 * DAY - 15 * MINUTE).session.status).toBe('EXPIRED');
  });
});

describe('The time within which a step must be done', () => {
  test('sends the session where timeout leads', () => {
    const drive = new Drive(
      graphOf({
        wait: { await: 'toy.decision', within: 'PT1H', on: { timeout: 'form' }, next: 'done' },
        form: ask('done'),
      }),
    );
    expect(drive.pass(HOUR - 1).session.step).toBe('wait');
    expect(drive.pass(1).session).toMatchObject({
      step: 'form',
      reason: { code: 'timeout', message: 'The time for this step ran out.' },
    });
    expect(drive.callback('wait', {}).session.step).toBe('form');
  });

  test('abandons a call, which knew its deadline, and owes its undo, for it may have happened', () => {
    const drive = new Drive(
      graphOf({
        hold: {
          call: 'toy.hold',
          with: { amount: '1' },
          within: 'PT1M',
          compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
          on: { timeout: 'form' },
          next: 'done',
        },
        form: ask('', { next: [{ when: { '/steps/form/answer': {} }, to: 'hold' }, { to: 'rejected' }] }),
      }),
    );
    const { id, deadline } = drive.running();
    expect(deadline).toBe(START + MINUTE);
    drive.pass(MINUTE);
    expect(drive.fresh).toEqual([{ do: 'cancel', id }]);
    expect(drive.session).toMatchObject({
      step: 'form',
      undo: [{ step: 'hold', args: {}, undoes: 'ses/hold/1' }],
      running: [],
    });
    expect(drive.send({ type: 'returned', effect: id, result: { hold_id: 'late' } }).session.results).toEqual({});
    expect(drive.submit().running()).toMatchObject({
      phase: 'undo',
      key: 'ses/hold/1/undo',
      undoes: 'ses/hold/1',
      args: {},
    });
  });

  test('counts from each entry anew', () => {
    const drive = new Drive(
      graphOf({ form: ask('', { within: 'PT1H', next: [{ when: {}, to: 'form' }, { to: 'done' }] }) }),
    ).pass(HOUR - 1);
    expect(nextDeadline(drive.submit().session)).toEqual({ at: drive.now + HOUR, why: 'within' });
  });
});

test('A step of which nothing was heard in time counts as one that nobody attended', () => {
  const wait = { await: 'toy.decision', within: 'PT1H', on: { timeout: 'form' }, next: 'form' } as Step;
  const { session } = new Drive(graphOf({ wait, form: ask('done') })).pass(HOUR);
  expect(session).toMatchObject({ step: 'form', unattended: { wait: 1, form: 1 } });
});

test('A call of a step without a limit has no deadline', () => {
  expect(new Drive(graphOf({ quote: { call: 'toy.quote', next: 'done' } })).effects[0]).not.toHaveProperty('deadline');
});

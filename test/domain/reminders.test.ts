import { nextAlarm, nextDeadline } from '../../domain/session/deadline';
import type { Step } from '../../domain/session/kinds';
import { searchAttributes } from '../../domain/session/operator-text';
import { Drive } from './drive';
import { ask, DAY, graphOf, HOUR, MINUTE, START } from './fixture';

const notify = [
  { after: 'P1D', event: 'review_slow' },
  { after: 'P3D', event: 'review_overdue' },
];
const reviewed = (more: object = {}) =>
  graphOf({
    wait: { await: 'toy.decision', within: 'P5D', notify, on: { timeout: 'rejected' }, next: 'done', ...more } as Step,
  });

describe('A reminder', () => {
  test('is given when the step has waited so long, one after the other, and the step waits on', () => {
    const drive = new Drive(reviewed()).pass(DAY - 1);
    expect(drive.view()).not.toHaveProperty('reminders');
    const first = { number: 1, step: 'wait', event: 'review_slow', at: START + DAY };
    expect(drive.pass(1).view().reminders).toEqual([first]);
    const second = { number: 2, step: 'wait', event: 'review_overdue', at: START + 3 * DAY };
    expect(drive.pass(2 * DAY).view().reminders).toEqual([first, second]);
    expect(drive.session).toMatchObject({ step: 'wait', status: 'PROCESSING' });
    expect(drive.log()).toEqual([]);
  });

  test('wakes the session, and is no deadline: what users and operators read stays the end of the wait', () => {
    const { session } = new Drive(reviewed());
    expect(nextAlarm(session)).toEqual({ at: START + DAY, why: 'notify' });
    expect(nextDeadline(session)).toEqual({ at: START + 5 * DAY, why: 'within' });
    expect(searchAttributes(session).WaitingUntil).toBe(START + 5 * DAY);
    expect(new Drive(reviewed()).view().next).toMatchObject({ expires_at: START + 5 * DAY });
  });

  test('wakes no session that ends before it is due, or just then', () => {
    const { session } = new Drive(reviewed());
    for (const expires_at of [START + HOUR, START + DAY])
      expect(nextAlarm({ ...session, expires_at })).toEqual({ at: expires_at, why: 'expires' });
  });

  test('is not given once the event has come', () => {
    const graph = graphOf({ wait: { await: 'toy.decision', notify, next: 'form' } as Step, form: ask('done') });
    const drive = new Drive(graph).callback('wait', {});
    expect(drive.pass(5 * DAY).session).not.toHaveProperty('reminders');
  });

  test('is not given late where the step’s time was up meanwhile, as after days without a worker', () => {
    const drive = new Drive(reviewed());
    drive.now += 6 * DAY;
    expect(drive.send({ type: 'due' }).session).toMatchObject({ status: 'REJECTED' });
    expect(drive.session).not.toHaveProperty('reminders');
  });

  test('that was missed without a worker is given as soon as there is one, with those that are due by then', () => {
    const drive = new Drive(reviewed());
    drive.now += 4 * DAY;
    const { reminders } = drive.send({ type: 'due' }).session;
    expect(reminders?.map(({ event, at }) => [event, at])).toEqual([
      ['review_slow', START + 4 * DAY],
      ['review_overdue', START + 4 * DAY],
    ]);
  });

  test('is given anew at each visit, and numbered on', () => {
    const graph = graphOf({
      form: ask('', {
        notify: [{ after: 'PT1H', event: 'unfinished' }],
        next: [{ when: { '/steps/form/answer': { const: 'again' } }, to: 'form' }, { to: 'done' }],
      }),
    });
    const drive = new Drive(graph)
      .pass(2 * HOUR)
      .submit({ answer: 'again' })
      .pass(2 * HOUR);
    expect(drive.session.reminders?.map(({ number, at }) => [number, at - START])).toEqual([
      [1, HOUR],
      [2, 3 * HOUR],
    ]);
  });

  test('is remembered with 19 others, and the numbers go on', () => {
    const graph = graphOf({
      form: ask('form', {
        notify: [{ after: 'PT1M', event: 'slow' }],
        next: [{ when: { '/steps/form/answer': {} }, to: 'form' }, { to: 'done' }],
      }),
    });
    const drive = new Drive(graph);
    for (let visit = 0; visit < 30; visit++) drive.pass(2 * MINUTE).submit({ answer: 'x' });
    expect(drive.session.reminders?.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 11));
  });
});

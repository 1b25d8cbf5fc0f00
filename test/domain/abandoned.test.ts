import { trace } from '../../domain/session/advance';
import { nextAlarm, nextDeadline } from '../../domain/session/deadline';
import type { Untimed } from '../../domain/session/events';
import type { Step } from '../../domain/session/kinds';
import { tell } from '../../domain/session/told';
import { Drive } from './drive';
import { ask, DAY, graphOf, HOUR, MINUTE, START } from './fixture';

const AFTER = { abandoned_after: HOUR };
const twoForms = () => graphOf({ first: ask('second'), second: ask('done') });
/** Lets time pass and says what the tenant is told at the end of it. */
function passing(drive: Drive, ms: number, event: Untimed = { type: 'due' }): string[] {
  const { session } = drive;
  drive.pass(ms);
  const { moves } = trace(session, { ...event, at: drive.now } as never);
  return tell(session, drive.session, moves, drive.now)[1].map(({ type, data }) => `${type} ${data.step}`);
}

describe('A session whose user has not come for long', () => {
  test('tells so once, and waits on', () => {
    const drive = new Drive(twoForms(), AFTER);
    expect(passing(drive, HOUR - 1)).toEqual([]);
    expect(passing(drive, 1)).toEqual(['session.abandoned first']);
    expect(passing(drive, HOUR)).toEqual([]);
    expect(drive.session).toMatchObject({ step: 'first', status: 'SESSION_CREATED' });
  });

  test('tells so again where the user has come meanwhile, and is awaited for as long once more', () => {
    const drive = new Drive(twoForms(), AFTER);
    expect(passing(drive, HOUR)).toEqual(['session.abandoned first']);
    drive.submit({ answer: 'x' });
    expect(passing(drive, HOUR - 1)).toEqual([]);
    expect(passing(drive, 1)).toEqual(['session.abandoned second']);
  });

  test('is woken for that, while what users and operators read as the end of the wait stays', () => {
    const { session } = new Drive(twoForms(), AFTER);
    expect(nextAlarm(session)).toEqual({ at: START + HOUR, why: 'abandoned' });
    expect(nextDeadline(session)?.why).toBe('expires');
    expect(nextAlarm({ ...session, expires_at: START + MINUTE })).toEqual({ at: START + MINUTE, why: 'expires' });
  });

  test('tells nothing while somebody else is awaited', () => {
    const graph = graphOf({ wait: { await: 'toy.decision', within: 'P5D', next: 'form' } as Step, form: ask('done') });
    const drive = new Drive(graph, AFTER);
    expect(passing(drive, 2 * DAY)).toEqual([]);
    drive.callback('wait', {});
    expect(passing(drive, HOUR)).toEqual(['session.abandoned form']);
  });

  test('tells its end alone where time has ended it meanwhile, as after days without a worker', () => {
    const drive = new Drive(twoForms(), AFTER);
    const { session } = drive;
    drive.now = session.expires_at + 1;
    drive.send({ type: 'due' });
    const told = tell(session, drive.session, [], drive.now)[1].map(({ type }) => type);
    expect(told).toEqual(['session.expired']);
    expect(drive.session).not.toHaveProperty('abandoned');
  });

  test('tells nothing where it began without such a time', () => {
    const drive = new Drive(twoForms());
    expect(passing(drive, 2 * HOUR)).toEqual([]);
    expect(nextAlarm(drive.session)?.why).toBe('expires');
  });
});

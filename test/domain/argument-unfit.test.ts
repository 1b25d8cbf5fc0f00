import type { Step } from '../../domain/session/kinds';
import { ARGUMENT_UNFIT, SENTENCES } from '../../domain/session/platform';
import { Drive } from './drive';
import { graphOf } from './fixture';

const call = (more: object): Record<string, Step> => ({ open: { call: 'toy.open', next: 'done', ...more } as Step });
const unfit = (drive: Drive) =>
  drive.send({
    type: 'failed',
    effect: drive.running().id,
    code: ARGUMENT_UNFIT,
    message: SENTENCES[ARGUMENT_UNFIT] as string,
    uncertain: false,
  });

describe('A call with arguments that its operation does not take, in a session that was pinned before the check', () => {
  test('ends the session, and says that neither the user nor the bank is at fault', () => {
    const { session } = unfit(new Drive(graphOf(call({}))));
    expect(session).toMatchObject({ status: 'FAILED', reason: { code: 'argument.unfit' } });
    expect(session.reason?.message).toMatch('a mistake in how it was set up, not in what you did, nor at your bank');
  });

  test('goes round no longer than the session’s steps last, where its definition leads it back to itself', () => {
    const drive = new Drive(graphOf(call({ on: { error: 'open' } }), { limits: { expires: 'P1D', steps: 5 } }));
    for (let calls = 0; calls < 5; calls += 1) unfit(drive);
    expect(drive.session).toMatchObject({ status: 'FAILED', reason: { code: 'steps_exhausted' } });
  });
});

import { Drive } from './drive';
import { ask, graphOf } from './fixture';

describe('A limit', () => {
  test('on visits leads to exhausted, without the step being entered again', () => {
    const drive = new Drive(
      graphOf({ form: ask('', { visits: 2, next: [{ when: {}, to: 'form' }, { to: 'done' }] }) }),
    );
    drive.submit();
    expect(drive.session).toMatchObject({ step: 'form', visits: { form: 2 } });
    expect(drive.submit().session).toMatchObject({
      step: 'rejected',
      visits: { form: 2 },
      reason: { code: 'exhausted' },
    });
  });

  test('holds for a step called like a member of every object', () => {
    const drive = new Drive(
      graphOf({ constructor: ask('', { visits: 2, next: [{ when: {}, to: 'constructor' }, { to: 'done' }] }) }),
    );
    expect(drive.session.visits).toEqual({ constructor: 1 });
    expect(drive.submit().submit().session.status).toBe('REJECTED');
  });

  test('on steps ends the session as the document’s error, or failed where that is no end', () => {
    const loop = { form: ask('', { next: [{ when: {}, to: 'form' }, { to: 'done' }] }) };
    const limits = { expires: 'P1D', steps: 3 };
    const capped = new Drive(graphOf(loop, { limits })).submit().submit().submit();
    expect(capped.session).toMatchObject({ status: 'FAILED', step: 'failed', reason: { code: 'steps_exhausted' } });
    for (const on of [{}, { error: 'form' }]) {
      const { session } = new Drive(graphOf(loop, { limits, on })).submit().submit().submit();
      expect(session).toMatchObject({ status: 'FAILED', step: 'form', reason: { code: 'steps_exhausted' } });
    }
  });

  test('on steps also ends two steps that send the session to each other, however high it is', () => {
    const one = (to: string) => ask('done', { visits: 1, on: { exhausted: to } });
    const graph = graphOf(
      { a: { ...one('b'), next: 'b' }, b: { ...one('a'), next: [{ when: {}, to: 'a' }, { to: 'done' }] } } as never,
      {
        limits: { expires: 'P1D', steps: 100_000 },
      },
    );
    const before = new Drive(graph, {}, {}).submit().submit();
    expect(before.session).toMatchObject({ status: 'FAILED', steps_taken: 100_001 });
    const { session } = new Drive(graph).submit().submit();
    expect(session).toMatchObject({ status: 'FAILED', reason: { code: 'steps_exhausted' } });
    expect(session.steps_taken).toBeLessThan(110);
  });
});

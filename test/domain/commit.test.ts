import { nextDeadline } from '../../domain/session/deadline';
import type { Step } from '../../domain/session/kinds';
import { Drive } from './drive';
import { ask, DAY, graphOf } from './fixture';

const hold: Step = { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.release' }, next: 'open' };
const open: Step = { call: 'toy.open', commit: true, next: 'thanks' };
const graph = graphOf({ hold, open, thanks: ask('done') });
const opening = () => new Drive(graph).yields();

describe('A call that commits', () => {
  test('leaves nothing to undo once it has succeeded', () => {
    const drive = opening();
    expect(drive.session.undo).toHaveLength(1);
    expect(drive.yields().session).toMatchObject({ undo: [], committed: true, step: 'thanks' });
    expect(
      drive
        .pass(14 * DAY)
        .settle()
        .log(),
    ).toEqual(['hold:call', 'open:call']);
  });

  test('leaves what was begun to be undone if it fails', () => {
    expect(opening().fails().settle().log()).toEqual(['hold:call', 'open:call', 'hold:undo']);
  });

  test('leaves everything alone if nobody knows whether it happened, and names to operators what was not undone', () => {
    const drive = opening().fails('error', { uncertain: true }).settle();
    expect(drive.session).toMatchObject({ status: 'FAILED', undo: [], undo_failed: ['hold'] });
    expect(drive.log()).toEqual(['hold:call', 'open:call']);
  });

  test('is not given up when the user wants to stop: what it says decides', () => {
    const drive = opening().cancel().cancel();
    expect(drive.session).toMatchObject({ status: 'PROCESSING', deferred: 'cancelled' });
    expect(drive.fresh).toEqual([]);
    expect(drive.yields().session).toMatchObject({ waiting: { kind: 'form' }, step: 'thanks' });
    expect(drive.session).not.toHaveProperty('deferred');
  });

  test('that fails after the user wanted to stop ends the session as cancelled', () => {
    const drive = opening().cancel().fails('error');
    expect(drive.session).toMatchObject({ ending: { as: 'CANCELLED' }, waiting: { kind: 'closing' } });
    expect(drive.session).not.toHaveProperty('deferred');
    expect(drive.settle().log().at(-1)).toBe('hold:undo');
    expect(drive.session.status).toBe('CANCELLED');
  });

  test('outlives the session’s expiry, and the session waits for it without an alarm', () => {
    const drive = opening()
      .cancel()
      .pass(14 * DAY);
    expect(drive.session).toMatchObject({ status: 'PROCESSING', deferred: 'expired' });
    expect(nextDeadline(drive.session)).toBeUndefined();
    expect(drive.fails().settle().session.status).toBe('EXPIRED');
  });

  test('and succeeds after the expiry brings a session whose next step is its end to that end', () => {
    const drive = new Drive(graphOf({ hold, open: { ...open, next: 'done' } }))
      .yields()
      .pass(15 * DAY)
      .yields()
      .settle();
    expect(drive.session.status).toBe('COMPLETED');
  });

  test('can’t be cancelled any more', () => {
    const drive = opening().yields();
    const before = drive.session;
    expect(drive.cancel().session).toEqual(before);
  });
});

describe('A good end', () => {
  const done: Step = {
    end: 'succeeded',
    credentials: { id: { $: '/steps/open/id' } },
    output: { id: { $: '/steps/open/id' }, gone: { $: '/steps/open/extra' } },
  };
  const finishing = () =>
    new Drive(graphOf({ hold, open: { ...open, next: 'end' }, end: done })).yields().yields({ id: 'd-1' });

  test('is shown once the credentials are stored', () => {
    const drive = finishing();
    expect(drive.session).toMatchObject({
      status: 'PROCESSING',
      step: 'end',
      waiting: { kind: 'closing' },
      output: { id: 'd-1' },
    });
    expect(drive.running()).toMatchObject({
      phase: 'finish',
      operation: { operation: 'session.finish' },
      args: { credentials: { id: 'd-1' } },
      key: 'ses/end/0/finish',
    });
    drive.yields({ credentials_id: 'crd-1' });
    expect(drive.session).toMatchObject({ status: 'COMPLETED', waiting: { kind: 'closed' }, credentials_id: 'crd-1' });
  });

  test('is shown when the store reports by a signal, once, and the call that has no result is given up', () => {
    const stored = { type: 'finished', step: 'end', credentials_id: 'crd-1' } as const;
    const drive = finishing().send(stored);
    expect(drive.session).toMatchObject({ status: 'COMPLETED', waiting: { kind: 'closed' }, credentials_id: 'crd-1' });
    const before = drive.session;
    expect(drive.send(stored).session).toEqual(before);
  });

  test('is reached at once by a session that was reset to before it, and nothing is undone', () => {
    const drive = new Drive(graphOf({ hold, open: { ...open, next: 'end' }, end: done })).yields();
    const { id } = drive.running();
    drive.send({ type: 'finished', step: 'end', credentials_id: 'crd-1' });
    expect(drive.fresh).toEqual([{ do: 'cancel', id }]);
    expect(drive.session).toMatchObject({ status: 'COMPLETED', step: 'end', waiting: { kind: 'closed' }, undo: [] });
  });

  test('needs no id to be shown', () => {
    for (const result of [null, {}, { credentials_id: 7 }])
      expect(finishing().yields(result).session).not.toHaveProperty('credentials_id');
  });

  test('that can’t be delivered is a failure, and what is owed is undone', () => {
    const drive = new Drive(graphOf({ hold: { ...hold, next: 'done' } as Step })).yields().fails();
    expect(drive.session).toMatchObject({ status: 'PROCESSING', ending: { as: 'FAILED' }, reason: { code: 'failed' } });
    expect(drive.settle().log()).toEqual(['hold:call', 'done:finish', 'hold:undo']);
  });

  test('is not changed by anything that comes after its decision', () => {
    const drive = finishing();
    const before = drive.session;
    for (const late of [
      drive.cancel,
      () => drive.pass(20 * DAY),
      () => drive.submit(),
      () => drive.callback('end', {}),
    ])
      expect(late().session).toEqual(before);
  });
});

describe('A bad end', () => {
  test('says why: by its own reason, by what led to it, or in general', () => {
    const reason = { code: 'too_young', message: 'You are too young.' };
    const steps = { quote: { call: 'toy.quote', on: { 'toy.no_terms': 'no' }, next: 'rejected' } };
    expect(
      new Drive(graphOf({ ...steps, no: { end: 'rejected', reason } })).fails('toy.no_terms').session.reason,
    ).toEqual(reason);
    expect(new Drive(graphOf({ ...steps, no: { end: 'failed' } })).fails('toy.no_terms').session.reason).toEqual({
      code: 'toy.no_terms',
      message: 'sentence of toy.no_terms',
    });
    expect(new Drive(graphOf({ ...steps, no: { end: 'failed' } })).yields().session.reason).toEqual({
      code: 'rejected',
      message: 'The application was declined.',
    });
    expect(new Drive(graphOf({ ...steps, no: { end: 'cancelled' } })).fails('toy.no_terms').session).not.toHaveProperty(
      'reason',
    );
  });
});

import { Worker } from '@temporalio/worker';
import type { Untold } from '../../domain/session/session';
import { at, bundled, decide, FORM, NOBODY_LISTENS, skippingTime, toReview } from './harness';

const place = skippingTime();
const told = (id: string): Untold[] => place.harness.recorder.told.get(id) ?? [];
const said = (id: string) => told(id).map(({ type, data: { step } }) => `${type}${step ? ` ${step}` : ''}`);

describe('What a session tells its tenant', () => {
  test('is recorded in order before its workflow ends, each event once', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await decide(session, 'approved');
    await session.until(at('sign'));
    await session.submit('sign', { otp: '123456' });
    await session.handle.result();
    expect(said(session.id)).toEqual([
      'session.created product_form',
      'session.step_completed product_form',
      'session.waiting confirm',
      'session.step_completed confirm',
      'session.waiting documents',
      'session.step_completed documents',
      'session.waiting review',
      'session.waiting sign',
      'session.step_completed sign',
      'session.completed',
    ]);
    expect(told(session.id).map(({ number }) => number)).toEqual(told(session.id).map((_, index) => index + 1));
    expect(told(session.id).at(-1)?.data).toMatchObject({ status: 'COMPLETED', credentials_id: 'crd-1' });
  });

  test('is in the log before anybody can see in the session what it is about', async () => {
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    expect(said(session.id)).toContain('session.waiting confirm');
  });

  test('costs the engine nothing: no event of its history is about it', async () => {
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.handle.signal('cancel');
    await session.handle.result();
    const { events = [] } = await session.handle.fetchHistory();
    expect(told(session.id).length).toBeGreaterThan(2);
    expect(events?.filter((event) => event.markerRecordedEventAttributes)).toEqual([]);
    expect(JSON.stringify(events)).not.toContain('recordEvents');
  });

  test('is recorded later where the database is away: the session goes on meanwhile, and ends for its user', async () => {
    const { recorder } = place.harness;
    recorder.isAway = true;
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.handle.signal('cancel');
    await session.until(({ status }) => status === 'CANCELLED');
    expect(told(session.id)).toEqual([]);
    recorder.isAway = false;
    await session.handle.result();
    expect(said(session.id)).toEqual([
      'session.created product_form',
      'session.step_completed product_form',
      'session.waiting confirm',
      'session.cancelled',
    ]);
  });

  test('begins with its creation, also where it is cancelled before a worker has seen it', async () => {
    const { harness } = place;
    const session = await harness.whileAway(async () => {
      const opened = await harness.open();
      await opened.handle.signal('cancel');
      return opened;
    });
    await session.handle.result();
    expect(said(session.id)).toEqual(['session.created product_form', 'session.cancelled']);
  });

  test('is told again by no replay', async () => {
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.handle.signal('cancel');
    await session.handle.result();
    const before = told(session.id).length;
    const history = await session.handle.fetchHistory();
    const { workflowId } = session.handle;
    await Worker.runReplayHistory({ workflowBundle: await bundled(), sinks: NOBODY_LISTENS }, history, workflowId);
    expect(told(session.id)).toHaveLength(before);
  });
});

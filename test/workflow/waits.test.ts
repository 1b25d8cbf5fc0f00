import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { CATALOGS } from '../../connectors/catalogs';
import { createReader } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';
import { WAITING_SKILL } from '../support/waiting-skill';
import { bundled, type Conversation, decide, NOBODY_LISTENS, type Responder, skippingTime } from './harness';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const graph = () =>
  createReader(path.join(projectRoot(), 'skills'), CATALOGS)(JSON.stringify(WAITING_SKILL), 'a test').graph;

describe('In a server where time can be skipped, a session', () => {
  const place = skippingTime();
  const operations = () => place.harness.calls.map(({ phase, step }) => `${step}:${phase}`);
  const isReviewed = ({ next }: { next: { kind: string; step?: string } }) =>
    next.kind === 'form' && next.step === 'review';

  /** Takes a session to its review; the last day is so many days from now. */
  async function toReview(days: number): Promise<Conversation> {
    const session = await place.harness.open(graph());
    const last_day = new Date((await place.env.currentTimeMs()) + days * DAY).toISOString();
    await session.upload('id_scan', 1);
    await session.upload('selfie', 1);
    await session.submit('documents', { holder: 'Ana Pop', last_day }, 1);
    await session.until(isReviewed);
    return session;
  }

  test('is reminded of once it has waited so long, and replays so', async () => {
    const session = await toReview(20);
    const since = await place.env.currentTimeMs();
    await place.env.sleep(2 * DAY + HOUR);
    const { reminders } = await session.until((view) => view.reminders?.length === 1);
    expect(reminders).toMatchObject([{ number: 1, step: 'review', event: 'review_slow' }]);
    expect((reminders?.[0]?.at ?? 0) - since).toBeLessThan(2 * DAY + HOUR);
    // Its user has been silent for longer than 'idle', and is not waited for.
    expect(await session.view()).toMatchObject({ status: 'AWAITING_STEP', next: { kind: 'form', for: 'review' } });
    const history = await session.handle.fetchHistory();
    await Worker.runReplayHistory(
      { workflowBundle: await bundled(), sinks: NOBODY_LISTENS },
      history,
      session.handle.workflowId,
    );
  });

  test('is over on the day that its data name, and not a moment before', async () => {
    const session = await toReview(1);
    await place.env.sleep(DAY - HOUR);
    expect((await session.view()).status).toBe('AWAITING_STEP');
    await place.env.sleep(2 * HOUR);
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED', reason: { code: 'timeout' } });
  });

  test('is over at once where that day is past', async () => {
    const session = await place.harness.open(graph());
    await session.upload('id_scan', 1);
    await session.upload('selfie', 1);
    await session.submit('documents', { holder: 'Ana Pop', last_day: '2020-01-01T00:00:00Z' }, 1);
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED', reason: { code: 'timeout' } });
  });

  test('takes what its user does before the partner has decided', async () => {
    const session = await toReview(20);
    expect(await session.submit('review', { action: 'withdraw' })).toEqual({ verdict: 'accepted' });
    expect(await session.handle.result()).toMatchObject({ status: 'CANCELLED' });
  });

  test('takes the partner’s decision, and then what its user does no more', async () => {
    const session = await toReview(20);
    const { seq } = await session.view();
    await decide(session, 'retake');
    await session.until(({ next }) => next.kind === 'form' && next.step === 'documents');
    expect(await session.submit('review', { action: 'withdraw' }, seq)).toMatchObject({ verdict: 'step_not_current' });
  });

  test('keeps the files of before at a retake, and discards the one that is replaced', async () => {
    const session = await toReview(20);
    await decide(session, 'retake');
    const again = await session.until(({ next }) => next.kind === 'form' && next.step === 'documents');
    expect(again.next).toMatchObject({ uploads: [{ received: 1 }, { received: 1 }] });
    await session.upload('selfie', again.seq, 'a better one');
    await session.submit('documents', { holder: 'Ana Pop', last_day: '2099-01-01T00:00:00Z' }, again.seq);
    await session.until(isReviewed);
    const sent = place.harness.calls.filter(({ step, phase }) => step === 'kyc' && phase === 'call');
    const scans = sent.map(({ args }) => JSON.stringify(args.id_scan));
    expect(scans[1]).toBe(scans[0]);
    expect(sent[1]?.args.selfie).toMatchObject([{ sha256: 'a better one' }]);
    expect(operations()).toContain('documents:discard');
  });

  test('tries for days what belongs to a commit, and completes once it succeeds', async () => {
    const { harness, env } = place;
    const well = harness.responders['deposit.release'] as Responder;
    let isDown = true;
    harness.responders['deposit.release'] = (request) => {
      if (isDown) throw ApplicationFailure.retryable('The bank does not answer.', 'unavailable');
      return well(request);
    };
    const session = await toReview(20);
    await decide(session, 'approved');
    await env.sleep(2 * DAY);
    expect(await session.view()).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', step: 'free' } });
    isDown = false;
    expect(await session.handle.result()).toMatchObject({ status: 'COMPLETED' });
  });

  test('has failed, with nothing undone, where that can never succeed', async () => {
    place.harness.responders['deposit.release'] = () => {
      throw ApplicationFailure.nonRetryable('The bank says something else.', 'odd');
    };
    const session = await toReview(20);
    await decide(session, 'approved');
    expect(await session.handle.result()).toMatchObject({ status: 'FAILED', reason: { code: 'unsettled' } });
    expect(operations().filter((operation) => operation.endsWith(':undo'))).toEqual([]);
  });
});

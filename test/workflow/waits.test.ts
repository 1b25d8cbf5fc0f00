import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { CATALOGS } from '../../connectors/catalogs';
import { createReader } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';
import { type Conversation, decide, type Responder, skippingTime } from './harness';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A review that the user may withdraw from, with reminders and a last day; what is opened then is made known. */
const SKILL = {
  skill: 'xyz_sbx_#9.0',
  title: 'A review',
  catalog: 'xyz',
  limits: { expires: 'P30D', idle: 'P1D' },
  start: 'documents',
  on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
  steps: {
    documents: {
      ask: {
        type: 'object',
        required: ['holder', 'last_day'],
        additionalProperties: false,
        properties: {
          holder: { type: 'string', minLength: 1, maxLength: 140, 'x-sensitive': 'pii' },
          last_day: { type: 'string', format: 'date-time', maxLength: 40 },
          id_scan: { 'x-upload': { mime: ['image/jpeg'], maxBytes: 1_000, count: [1, 1] } },
          selfie: { 'x-upload': { mime: ['image/jpeg'], maxBytes: 1_000, count: [1, 1] } },
        },
      },
      keep: true,
      visits: 5,
      on: { exhausted: 'rejected' },
      next: 'kyc',
    },
    kyc: {
      call: 'kyc.submit',
      with: {
        holder: { $: '/steps/documents/holder' },
        id_type: 'passport',
        id_scan: { $: '/steps/documents/id_scan' },
        selfie: { $: '/steps/documents/selfie' },
        reply_to: { $: '/callbacks/review' },
      },
      next: 'review',
    },
    review: {
      await: 'kyc.decision',
      ask: {
        type: 'object',
        required: ['action'],
        additionalProperties: false,
        properties: { action: { enum: ['withdraw'] } },
      },
      within: 'P10D',
      until: { $: '/steps/documents/last_day' },
      notify: [
        { after: 'P2D', event: 'review_slow' },
        { after: 'P4D', event: 'review_overdue' },
      ],
      on: { timeout: 'rejected', answered: 'cancelled' },
      next: [
        { when: { '/steps/review/decision': { const: 'approved' } }, to: 'open' },
        { when: { '/steps/review/decision': { const: 'retake' } }, to: 'documents' },
        { to: 'rejected' },
      ],
    },
    open: { call: 'deposit.open', with: { hold_id: 'h-1' }, commit: true, on: { error: 'failed' }, next: 'free' },
    free: {
      call: 'deposit.release',
      with: { hold_id: 'h-1' },
      settle: true,
      on: { unsettled: 'failed' },
      next: 'done',
    },
    done: { end: 'succeeded', credentials: { deposit_id: { $: '/steps/open/deposit_id' } } },
    rejected: { end: 'rejected' },
    expired: { end: 'expired' },
    cancelled: { end: 'cancelled' },
    failed: { end: 'failed' },
  },
};

const graph = () => createReader(path.join(projectRoot(), 'skills'), CATALOGS)(JSON.stringify(SKILL), 'a test').graph;

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

  test('is reminded of while it waits, once each, also by a worker that begins anew in between', async () => {
    const session = await toReview(20);
    await place.env.sleep(2 * DAY + HOUR);
    const slow = await session.until(({ reminders }) => reminders?.length === 1);
    expect(slow).toMatchObject({ status: 'AWAITING_STEP', reminders: [{ number: 1, event: 'review_slow' }] });
    await place.harness.restartWorker();
    await place.env.sleep(2 * DAY);
    const overdue = await session.until(({ reminders }) => reminders?.length === 2);
    expect(overdue.reminders?.map(({ number, event }) => [number, event])).toEqual([
      [1, 'review_slow'],
      [2, 'review_overdue'],
    ]);
    const [first, second] = overdue.reminders ?? [];
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeCloseTo(2 * DAY, -4);
  });

  test('is over on the day that its data name, and not a moment before', async () => {
    const session = await toReview(5);
    await place.env.sleep(5 * DAY - HOUR);
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

  test('does not expire for want of an answer while it awaits a partner, though its user may act', async () => {
    const session = await toReview(20);
    await place.env.sleep(9 * DAY);
    expect(await session.view()).toMatchObject({ status: 'AWAITING_STEP', next: { kind: 'form', for: 'review' } });
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

  test('has failed, with nothing undone, where that never succeeds', async () => {
    place.harness.responders['deposit.release'] = () => {
      throw ApplicationFailure.retryable('The bank does not answer.', 'unavailable');
    };
    const session = await toReview(20);
    await decide(session, 'approved');
    await session.until(({ next }) => next.kind === 'wait' && next.step === 'free');
    await place.env.sleep(7 * DAY + HOUR);
    expect(await session.handle.result()).toMatchObject({ status: 'FAILED', reason: { code: 'unsettled' } });
    expect(operations().filter((operation) => operation.endsWith(':undo'))).toEqual([]);
  });
});

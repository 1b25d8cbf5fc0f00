import { ApplicationFailure } from '@temporalio/common';
import * as messages from '../../workflows/messages';
import { at, decide, FORM, type Responder, refusal, skippingTime, toReview } from './harness';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('Over days, in a server where time can be skipped, a session', () => {
  const place = skippingTime();

  const operations = () => place.harness.calls.map(({ phase, step }) => `${step}:${phase}`);

  test('goes on when the review answers after four days and 23 hours', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await place.env.sleep(119 * HOUR);
    expect((await session.view()).status).toBe('PROCESSING');
    await decide(session, 'approved');
    const signing = await session.until(at('sign'));
    await session.submit('sign', { otp: '123456' }, signing.seq);
    expect(await session.handle.result()).toMatchObject({ status: 'COMPLETED', credentials_id: 'crd-1' });
    expect(operations()).not.toContain('hold:undo');
  });

  test('waits out a bank that is down for two hours when an authorisation begins, and its user has all their time', async () => {
    const { harness, env } = place;
    const well = harness.responders['deposit.authorise'] as Responder;
    let isDown = true;
    harness.responders['deposit.authorise'] = (request) => {
      if (isDown) throw ApplicationFailure.retryable('The bank does not answer.', 'unavailable');
      return well(request);
    };
    const session = await harness.open();
    await toReview(session);
    await decide(session, 'approved');
    await env.sleep(2 * HOUR);
    expect(await session.view()).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
    const attempts = operations().filter((operation) => operation === 'sign:begin').length;
    expect(attempts).toBeGreaterThan(100);
    expect(attempts).toBeLessThan(140);
    isDown = false;
    const signing = await session.until(at('sign'));
    const { expires_at = 0 } = signing.next as { expires_at?: number };
    expect(expires_at).toBeGreaterThan((await env.currentTimeMs()) + 8 * MINUTE);
    await session.submit('sign', { otp: '123456' }, signing.seq);
    expect(await session.handle.result()).toMatchObject({ status: 'COMPLETED' });
  });

  test('is rejected when the review has said nothing for five days, and the hold is released', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await place.env.sleep(5 * 24 * HOUR + MINUTE);
    const over = await session.until((view) => view.status === 'REJECTED');
    expect(over.reason).toEqual({ code: 'timeout', message: 'The time for this step ran out.' });
    await session.handle.result();
    expect(operations().slice(-2)).toEqual(['hold:undo', 'rejected:discard']);
  });

  test('is declined by the review with a reason that the user can read', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await decide(session, 'declined');
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED', reason: { code: 'identity_declined' } });
    expect(operations()).toContain('hold:undo');
  });

  test('asks for the documents again after a retake, and takes the second answer of the review', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await decide(session, 'retake');
    const again = await session.until(at('documents'));
    await session.upload('id_scan', again.seq, 'better scan');
    await session.upload('selfie', again.seq, 'better selfie');
    await session.submit('documents', { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' }, again.seq);
    await session.until((view) => view.next.kind === 'wait' && view.next.step === 'review');
    await decide(session, 'approved', 1);
    expect((await session.view()).next).toMatchObject({ kind: 'wait', step: 'review' });
    await decide(session, 'approved', 2);
    expect((await session.until(at('sign'))).next).toMatchObject({ kind: 'form', form: 'otp' });
  });

  test('expires when the user has not been heard of for two days, and not a moment before', async () => {
    const session = await place.harness.open();
    await place.env.sleep(47 * HOUR);
    expect((await session.view()).status).toBe('SESSION_CREATED');
    await place.env.sleep(61 * MINUTE);
    expect(await session.handle.result()).toMatchObject({ status: 'EXPIRED' });
  });

  test('quotes anew every quarter of an hour while the user thinks', async () => {
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    for (const quarter of [2, 3, 4]) {
      await place.env.sleep(15.5 * MINUTE);
      await session.until((view) => at('confirm')(view) && place.harness.calls.length === quarter);
    }
    expect(operations().filter((operation) => operation === 'quote:call')).toHaveLength(4);
    expect(new Set(place.harness.calls.map(({ key }) => key)).size).toBe(place.harness.calls.length);
  });

  test('goes back to the form when the terms are not to be had, and says why', async () => {
    place.harness.responders['deposit.quote'] = () => {
      throw refusal('deposit.terms_unavailable');
    };
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    const back = await session.until((view) => view.seq === 2 && at('product_form')(view));
    expect(back.next).toMatchObject({ kind: 'form', message: 'sentence of deposit.terms_unavailable' });
  });

  test('ends as cancelled by the signal, and undoes what it had begun', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await session.handle.signal(messages.cancel);
    expect(await session.handle.result()).toMatchObject({ status: 'CANCELLED' });
    expect(place.harness.calls.find(({ phase }) => phase === 'undo')).toMatchObject({
      args: { hold_id: 'h-1' },
      undoes: `${session.id}/hold/1`,
    });
  });

  test('ends in the same way when an operator requests cancellation in the Temporal UI', async () => {
    const session = await place.harness.open();
    await toReview(session);
    await session.handle.cancel();
    expect(await session.handle.result()).toMatchObject({ status: 'CANCELLED' });
    expect(operations()).toContain('hold:undo');
  });

  test('waits for a call in flight before it undoes it', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    place.harness.responders['deposit.hold'] = async () => {
      await held;
      return { hold_id: 'h-late' };
    };
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.submit('confirm', { action: 'accept' });
    await session.until((view) => view.next.kind === 'wait' && view.next.step === 'hold');
    await session.handle.signal(messages.cancel);
    expect(await session.view()).toMatchObject({ status: 'PROCESSING', closing: true });
    release();
    expect(await session.handle.result()).toMatchObject({ status: 'CANCELLED' });
    expect(place.harness.calls.at(-1)).toMatchObject({ phase: 'undo', args: { hold_id: 'h-late' } });
  });

  test('drops a signal that was put together by hand and has not the shape, and says so to operators', async () => {
    const session = await place.harness.open();
    for (const payload of [undefined, null, 'x', { seq: 1 }, { seq: 1, step: 'product_form', digest: 'd', data: 7 }]) {
      await session.handle.signal('submitStep', payload);
      await session.handle.signal('receiveUpload', payload);
      await session.handle.signal('receiveCallback', payload);
    }
    expect(await session.submit('product_form', FORM)).toEqual({ verdict: 'accepted' });
    const { currentDetails } = await session.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('15 messages were dropped: they had not the shape');
  });
});

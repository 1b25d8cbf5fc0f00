import { ApplicationFailure } from '@temporalio/common';
import { reportingDuration } from '../../activities/report-duration';
import type { Json } from '../../domain/json';
import { CALL_LASTS } from '../../workflows/activity-request';
import { at, type Conversation, decide, FORM, QUOTE, skippingTime, toReview } from './harness';

const MINUTE = 60_000;

/** A bank that answers when the test says so. */
function silent() {
  let answer: (result: Json) => void = () => {};
  const kept = new Promise<Json>((resolve) => {
    answer = resolve;
  });
  return { respond: () => kept, answer };
}

/** The writes of search attributes that are in the history, in order: attribute → value. */
async function entries({ handle }: Conversation): Promise<Record<string, unknown>[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) => {
    const fields = upsert?.searchAttributes?.indexedFields;
    if (!fields) return [];
    return [
      Object.fromEntries(
        Object.entries(fields).map(([name, { data }]) => [name, JSON.parse(Buffer.from(data ?? []).toString())]),
      ),
    ];
  });
}

/** Waits until there are so many writes, and returns them. */
async function listed(session: Conversation, count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const there = await entries(session);
    if (there.length >= count) return there;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The timers that were set for lists, with whether they will still fire. */
async function listTimers({ handle }: Conversation): Promise<{ summary: string; isPending: boolean }[]> {
  const { events = [] } = await handle.fetchHistory();
  const over = new Set(
    events
      ?.map((event) => event.timerCanceledEventAttributes?.timerId ?? event.timerFiredEventAttributes?.timerId)
      .filter(Boolean),
  );
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer, userMetadata }) => {
    const summary = Buffer.from(userMetadata?.summary?.data ?? []).toString();
    return timer?.timerId && summary.includes('lists') ? [{ summary, isPending: !over.has(timer.timerId) }] : [];
  });
}

/** The timers for lists that will still fire. */
const pending = async (session: Conversation): Promise<string[]> =>
  (await listTimers(session)).filter(({ isPending }) => isPending).map(({ summary }) => summary);

describe('The lists that operators look at', () => {
  const place = skippingTime();

  test('show no wait that passes, however many there are, and then the one that lasts', async () => {
    const session = await place.harness.open();
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.submit('confirm', { action: 'change' });
    await session.until(at('product_form'));
    expect(await entries(session)).toEqual([]);
    expect(await pending(session)).toEqual([expect.stringContaining('lists')]);
    await place.env.sleep(6 * MINUTE);
    await session.until(at('product_form'));
    expect(await entries(session)).toEqual([{ SessionStatus: 'AWAITING_STEP', WaitingUntil: expect.any(String) }]);
  });

  test('show that a bank does not answer once the call has lasted, and again that the user has been awaited for long', async () => {
    const session = await place.harness.open();
    const bank = silent();
    place.harness.responders['deposit.quote'] = (request) => reportingDuration(request, bank.respond, 50);
    await session.submit('product_form', FORM);
    const [first] = await listed(session, 1);
    expect(first).toMatchObject({ Step: 'quote', SessionStatus: 'PROCESSING', WaitingFor: 'bank' });
    bank.answer(QUOTE);
    await session.until(at('confirm'));
    await place.env.sleep(6 * MINUTE);
    await session.view();
    expect((await entries(session)).at(-1)).toMatchObject({ Step: 'confirm', WaitingFor: 'user' });
  });

  test('are written by the report of one attempt of a call, however many there are', async () => {
    const session = await place.harness.open();
    let attempts = 0;
    place.harness.responders['deposit.quote'] = (request) =>
      reportingDuration(
        request,
        async () => {
          attempts += 1;
          if (attempts < 3) throw ApplicationFailure.create({ type: 'unavailable', nonRetryable: false });
          return QUOTE;
        },
        0,
      );
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    const { events = [] } = await session.handle.fetchHistory();
    const reports = events?.filter(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === CALL_LASTS,
    );
    expect([attempts, reports?.length]).toEqual([3, 1]);
  });

  test('show no call that ends in time, for which no timer is set and cancelled', async () => {
    const session = await place.harness.open();
    place.harness.responders['deposit.quote'] = (request) => reportingDuration(request, async () => QUOTE, MINUTE);
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.submit('confirm', { action: 'change' });
    await session.until(at('product_form'));
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    expect(await entries(session)).toEqual([]);
    expect(await listTimers(session)).toEqual([{ summary: expect.any(String), isPending: true }]);
  });

  test('show a review and an end at once', async () => {
    const session = await place.harness.open();
    await toReview(session);
    expect(await entries(session)).toEqual([expect.objectContaining({ Step: 'review', WaitingFor: 'review' })]);
    // No timer is left to fire in vain while the review lasts.
    expect(await pending(session)).toEqual([]);
    await decide(session, 'declined');
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED' });
    expect((await entries(session)).at(-1)).toMatchObject({ SessionStatus: 'REJECTED', WaitingFor: 'nobody' });
  });
});

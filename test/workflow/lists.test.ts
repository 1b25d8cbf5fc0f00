import { ApplicationFailure } from '@temporalio/common';
import { reportingDuration } from '../../activities/report-duration';
import type { Json } from '../../domain/json';
import { CALL_LASTS } from '../../workflows/activity-request';
import { at, type Conversation, decide, FORM, QUOTE, skippingTime, toReview } from './harness';

const MINUTE = 60_000;

/** A bank that answers when the test says so. */
function silent() {
  let answers: (result: Json) => void = () => {};
  const kept = new Promise<Json>((resolve) => {
    answers = resolve;
  });
  return { answer: () => kept, answers };
}

/** What the history says was written to the lists, one entry each: attribute → value. */
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

/** The entries, once there are so many. */
async function listed(session: Conversation, count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const there = await entries(session);
    if (there.length >= count) return there;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What timers for the lists were set for, and whether they will still ring. */
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

/** Timers for the lists that are set and will ring. */
const pending = async (session: Conversation): Promise<string[]> =>
  (await listTimers(session)).filter(({ isPending }) => isPending).map(({ summary }) => summary);

describe('The lists that operators look at', () => {
  const place = skippingTime();

  test('tell nothing of waits that pass, however many, then of the one that lasts', async () => {
    const session = await place.bench.open();
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

  test('tell that a bank does not answer once the call has lasted, and again when the user has been awaited for long', async () => {
    const session = await place.bench.open();
    const bank = silent();
    place.bench.answers['deposit.quote'] = (request) => reportingDuration(request, bank.answer, 50);
    await session.submit('product_form', FORM);
    const [first] = await listed(session, 1);
    expect(first).toMatchObject({ Step: 'quote', SessionStatus: 'PROCESSING', WaitingFor: 'bank' });
    bank.answers(QUOTE);
    await session.until(at('confirm'));
    await place.env.sleep(6 * MINUTE);
    await session.view();
    expect((await entries(session)).at(-1)).toMatchObject({ Step: 'confirm', WaitingFor: 'user' });
  });

  test('are told by one attempt of a call, however many there are', async () => {
    const session = await place.bench.open();
    let attempts = 0;
    place.bench.answers['deposit.quote'] = (request) =>
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
    const told = events?.filter(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === CALL_LASTS,
    );
    expect([attempts, told?.length]).toEqual([3, 1]);
  });

  test('are told nothing by calls that end in time, for which no timer is set and called off', async () => {
    const session = await place.bench.open();
    place.bench.answers['deposit.quote'] = (request) => reportingDuration(request, async () => QUOTE, MINUTE);
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    await session.submit('confirm', { action: 'change' });
    await session.until(at('product_form'));
    await session.submit('product_form', FORM);
    await session.until(at('confirm'));
    expect(await entries(session)).toEqual([]);
    expect(await listTimers(session)).toEqual([{ summary: expect.any(String), isPending: true }]);
  });

  test('tell of a review and of an end at once', async () => {
    const session = await place.bench.open();
    await toReview(session);
    expect(await entries(session)).toEqual([expect.objectContaining({ Step: 'review', WaitingFor: 'review' })]);
    // Nothing is left to ring in vain while the review lasts.
    expect(await pending(session)).toEqual([]);
    await decide(session, 'declined');
    expect(await session.handle.result()).toMatchObject({ status: 'REJECTED' });
    expect((await entries(session)).at(-1)).toMatchObject({ SessionStatus: 'REJECTED', WaitingFor: 'nobody' });
  });
});

import { at, type Conversation, decide, FORM, skippingTime, toReview } from './harness';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What the history says was written to the lists, one entry each: attribute → value. */
async function entries({ handle }: Conversation): Promise<Record<string, unknown>[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) => {
    const fields = upsert?.searchAttributes?.indexedFields;
    if (!fields) return [];
    return [Object.fromEntries(Object.entries(fields).map(([name, { data }]) => [name, JSON.parse(Buffer.from(data ?? []).toString())]))];
  });
}

/** Timers for the lists that are set and will ring. */
async function pending({ handle }: Conversation): Promise<string[]> {
  const { events = [] } = await handle.fetchHistory();
  const over = new Set(
    events?.map((event) => event.timerCanceledEventAttributes?.timerId ?? event.timerFiredEventAttributes?.timerId).filter(Boolean),
  );
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer, userMetadata }) => {
    const summary = Buffer.from(userMetadata?.summary?.data ?? []).toString();
    return timer?.timerId && !over.has(timer.timerId) && summary.includes('lists') ? [summary] : [];
  });
}

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

  test('tell after ten seconds that a bank does not answer, and again when the user has been awaited for long', async () => {
    const session = await place.bench.open();
    let answer: (quote: object) => void = () => {};
    const kept = new Promise<object>((resolve) => {
      answer = resolve;
    });
    place.bench.answers['deposit.quote'] = () => kept as never;
    await session.submit('product_form', FORM);
    await place.env.sleep(11 * SECOND);
    expect(await entries(session)).toEqual([expect.objectContaining({ Step: 'quote', SessionStatus: 'PROCESSING', WaitingFor: 'bank' })]);
    answer({ quote_id: 'q-1', rate: '3.10', interest: '3100.00', maturity_date: '2027-11-23' });
    await session.until(at('confirm'));
    await place.env.sleep(6 * MINUTE);
    await session.view();
    expect((await entries(session)).at(-1)).toMatchObject({ Step: 'confirm', WaitingFor: 'user' });
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

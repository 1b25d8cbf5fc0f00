import {
  createHedgedQuery,
  type HedgedQuery,
  MAX_HEDGE_DELAY,
  MIN_HEDGE_DELAY,
} from '../../service/engine/query-timing';

const never = () => new Promise<string>(() => undefined);
const after = (ms: number) => () => new Promise<string>((resolve) => setTimeout(() => resolve('there'), ms));

/** A hedged query after so many answers, each of which took so many ms. */
async function answered(
  times: number,
  ms: number,
  hedgedQuery: HedgedQuery = createHedgedQuery(),
): Promise<HedgedQuery> {
  const all = Promise.all(Array.from({ length: times }, () => hedgedQuery(after(ms), 5_000)));
  await jest.advanceTimersByTimeAsync(5_000);
  await all;
  return hedgedQuery;
}

/** ms until a lost query is repeated. */
async function askedAgain(hedgedQuery: HedgedQuery): Promise<number> {
  const asked: number[] = [];
  const answer = hedgedQuery(() => (asked.push(Date.now()) === 1 ? never() : Promise.resolve('there')), 5_000);
  await jest.advanceTimersByTimeAsync(5_000);
  await answer;
  const [first = 0, second = 0] = asked;
  return second - first;
}

describe('A query of the engine', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is sent once where it is answered in time', async () => {
    const ask = jest.fn(async () => 'there');
    expect(await createHedgedQuery()(ask, 5_000)).toBe('there');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is repeated where no answer comes, within the same deadline', async () => {
    const ask = jest.fn(never).mockImplementationOnce(never).mockResolvedValueOnce('there');
    const answer = createHedgedQuery()(ask, 5_000);
    await jest.advanceTimersByTimeAsync(MAX_HEDGE_DELAY);
    expect(await answer).toBe('there');
    expect(ask.mock.calls).toEqual([[5_000], [5_000 - MAX_HEDGE_DELAY]]);
  });

  test('is refused at once where the engine refuses it', async () => {
    const ask = jest.fn().mockRejectedValue(new Error('no such session'));
    await expect(createHedgedQuery()(ask, 5_000)).rejects.toThrow('no such session');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is not given up because its repetition fails', async () => {
    let answerFirst: (value: string) => void = () => {};
    const ask = jest
      .fn(never)
      .mockImplementationOnce(() => new Promise((resolve) => (answerFirst = resolve)))
      .mockRejectedValueOnce(new Error('too many questions'));
    const answer = createHedgedQuery()(ask, 5_000);
    await jest.advanceTimersByTimeAsync(MAX_HEDGE_DELAY);
    answerFirst('late');
    expect(await answer).toBe('late');
  });

  test('fails where both have failed, and is sent once where there is no time for more', async () => {
    const slow = jest.fn(
      () => new Promise<string>((_, reject) => setTimeout(() => reject(new Error('no worker')), 2_000)),
    );
    const answer = createHedgedQuery()(slow, 5_000);
    const refused = expect(answer).rejects.toThrow('no worker');
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
    expect(slow).toHaveBeenCalledTimes(2);
    const short = jest.fn(async () => 'there');
    await createHedgedQuery()(short, MAX_HEDGE_DELAY);
    expect(short).toHaveBeenCalledTimes(1);
  });
});

describe('The delay before a query is repeated', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is a second while no answer is known', async () => {
    expect(await askedAgain(createHedgedQuery())).toBe(MAX_HEDGE_DELAY);
  });

  test('is half as long again as the slowest answer of late', async () => {
    const quick = await answered(3_000, 200);
    expect(await askedAgain(quick)).toBe(300);
    await answered(1, 400, quick);
    expect(await askedAgain(quick)).toBeCloseTo(600, -1);
    await answered(3_000, 200, quick);
    expect(await askedAgain(quick)).toBe(300);
  });

  test('is never so short that a busy moment doubles the queries, and never more than a second', async () => {
    expect(await askedAgain(await answered(3_000, 1))).toBe(MIN_HEDGE_DELAY);
    expect(await askedAgain(await answered(1, 3_000))).toBe(MAX_HEDGE_DELAY);
  });

  test('does not grow by queries that are never answered', async () => {
    const quick = await answered(3_000, 200);
    for (let lost = 0; lost < 20; lost++) await askedAgain(quick);
    expect(await askedAgain(quick)).toBeLessThanOrEqual(300);
  });
});

import { ASK_AGAIN, askTwice } from '../../api/ask-twice';

const never = () => new Promise<string>(() => undefined);

describe('A question to the engine', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is asked once where it is answered in time', async () => {
    const ask = jest.fn(async () => 'there');
    expect(await askTwice(ask, 5_000)).toBe('there');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is asked again where no answer comes, within the same deadline', async () => {
    const ask = jest.fn(never).mockImplementationOnce(never).mockResolvedValueOnce('there');
    const answer = askTwice(ask, 5_000);
    await jest.advanceTimersByTimeAsync(ASK_AGAIN);
    expect(await answer).toBe('there');
    expect(ask.mock.calls).toEqual([[5_000], [5_000 - ASK_AGAIN]]);
  });

  test('is refused at once where the engine refuses it', async () => {
    const ask = jest.fn().mockRejectedValue(new Error('no such session'));
    await expect(askTwice(ask, 5_000)).rejects.toThrow('no such session');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('is not given up because the second asking fails', async () => {
    let answerFirst: (value: string) => void = () => {};
    const ask = jest
      .fn(never)
      .mockImplementationOnce(() => new Promise((resolve) => (answerFirst = resolve)))
      .mockRejectedValueOnce(new Error('too many questions'));
    const answer = askTwice(ask, 5_000);
    await jest.advanceTimersByTimeAsync(ASK_AGAIN);
    answerFirst('late');
    expect(await answer).toBe('late');
  });

  test('fails where both have failed, and is asked but once where there is no time for more', async () => {
    const slow = jest.fn(() => new Promise<string>((_, reject) => setTimeout(() => reject(new Error('no worker')), 2_000)));
    const answer = askTwice(slow, 5_000);
    const refused = expect(answer).rejects.toThrow('no worker');
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
    expect(slow).toHaveBeenCalledTimes(2);
    const short = jest.fn(async () => 'there');
    await askTwice(short, ASK_AGAIN);
    expect(short).toHaveBeenCalledTimes(1);
  });
});

import { semaphore } from '../../store/files/semaphore';

describe('A semaphore', () => {
  test('lets so many through at once, and the next when one is done, be it well or badly', async () => {
    const withPlace = semaphore(2);
    const [order, finish]: [number[], ((error?: Error) => void)[]] = [[], []];
    const work = (n: number) =>
      withPlace(
        () =>
          new Promise<number>((resolve, reject) => {
            order.push(n);
            finish[n] = (error) => (error ? reject(error) : resolve(n));
          }),
      );
    const all = [0, 1, 2, 3].map(work);
    expect(order).toEqual([0, 1]);
    finish[1]?.(new Error('no'));
    await expect(all[1]).rejects.toThrow('no');
    expect(order).toEqual([0, 1, 2]);
    for (const n of [0, 2]) finish[n]?.();
    await Promise.all([all[0], all[2]]);
    finish[3]?.();
    expect(await all[3]).toBe(3);
  });
});

/**
 * ms. Questions are answered within some hundred even under load. Of several thousand, though, the engine hands one to a worker that
 * never hears of it, and notices after seconds (`stickyQueueScheduleToStartTimeout`); asked again, it answers at once.
 */
export const ASK_AGAIN = 1_000;

/**
 * Asks, and once more where no answer has come in `ASK_AGAIN`; the first answer counts. `ask` is told how many ms it may take: both
 * have ended after `deadline`. Rejects as the last of them does.
 */
export function askTwice<T>(ask: (ms: number) => Promise<T>, deadline: number): Promise<T> {
  if (deadline <= ASK_AGAIN) return ask(deadline);
  return new Promise((resolve, reject) => {
    let open = 0;
    const begin = (ms: number): void => {
      open += 1;
      ask(ms)
        .then(resolve, (error: unknown) => {
          open -= 1;
          if (open === 0) reject(error);
        })
        .finally(() => clearTimeout(timer));
    };
    const timer = setTimeout(() => begin(deadline - ASK_AGAIN), ASK_AGAIN);
    begin(deadline);
  });
}

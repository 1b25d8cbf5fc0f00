/**
 * ms: bounds of how long a question is waited for before it is asked again. Of several thousand the engine loses one,
 * or its answer, and notices after seconds (`stickyQueueScheduleToStartTimeout`); asked again, it answers at once.
 */
export const SOONEST = 100;
export const LATEST = 1_000;

/**
 * A question counts as lost after half as long again as the slowest answer of late; of some thousand answers it is
 * forgotten.
 */
const MARGIN = 1.5;
const FORGETS = 0.999;

/** Asks; `ask` is told how many ms it may take. */
export type AskTwice = <T>(ask: (ms: number) => Promise<T>, deadline: number) => Promise<T>;

/**
 * Asks, and once more where no answer has come in the time that answers have needed of late; the first answer counts.
 * Both have ended after `deadline` ms. Rejects as the last of them does.
 */
export function createAskTwice(): AskTwice {
  let patience = LATEST;
  return <T>(ask: (ms: number) => Promise<T>, deadline: number) => {
    const timed = async (ms: number): Promise<T> => {
      const asked = performance.now();
      const answer = await ask(ms);
      const took = performance.now() - asked;
      patience = Math.min(Math.max(patience * FORGETS, took * MARGIN, SOONEST), LATEST);
      return answer;
    };
    return patience < deadline ? twice(timed, deadline, patience) : timed(deadline);
  };
}

function twice<T>(ask: (ms: number) => Promise<T>, deadline: number, after: number): Promise<T> {
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
    const timer = setTimeout(() => begin(deadline - after), after);
    begin(deadline);
  });
}

/** Queries of followed sessions, in their order and at a bounded rate. Each session has one query at a time. */
export interface Looks {
  /** As soon as possible: the session has changed. */
  soon(id: string): void;
  /** Before the others, at the rate of the rounds: any of these may have changed. */
  sooner(ids: Iterable<string>): void;
  /** In the rounds, now and then: a worker that was killed may have told nobody of a change. */
  inTurn(id: string): void;
  forget(id: string): void;
}

/** Queries at once. */
const AT_ONCE = 16;
/** ms of a round, in which each session is queried once. With many sessions it takes longer. */
const ROUND = 30_000;
/** ms between two queries of the rounds: ten a second, however many sessions are followed. */
const FASTEST = 100;
/** ms until a query that failed is tried again, or more where many have failed. */
const RETRY = 1_000;

/** `query` asks for a session and rejects where that fails; `isWanted` says whether anybody still follows it. */
export function createLookQueue(query: (id: string) => Promise<void>, isWanted: (id: string) => boolean): Looks {
  /** Sets, for they keep their order and have each session once. */
  const due = new Set<string>();
  const running = new Set<string>();
  /** Sessions whose query began before they became due once more. */
  const again = new Set<string>();
  const suspects = new Set<string>();
  const round = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const pump = (): void => {
    for (const id of due) {
      if (running.size >= AT_ONCE) return;
      due.delete(id);
      running.add(id);
      void run(id);
    }
  };
  const run = async (id: string): Promise<void> => {
    try {
      await query(id);
    } catch {
      if (isWanted(id)) suspect([id]);
    }
    running.delete(id);
    if (again.delete(id)) due.add(id);
    pump();
  };
  const soon = (id: string): void => {
    suspects.delete(id);
    if (running.has(id)) again.add(id);
    else due.add(id);
    pump();
  };
  const suspect = (ids: Iterable<string>): void => {
    for (const id of ids) suspects.add(id);
    schedule();
  };
  const schedule = (): void => {
    clearTimeout(timer);
    const pause = suspects.size > 0 ? RETRY / suspects.size : ROUND / round.size;
    timer = round.size > 0 ? setTimeout(turn, Math.max(pause, FASTEST)) : undefined;
  };
  const turn = (): void => {
    const [id] = suspects.size > 0 ? suspects : round;
    if (id !== undefined) {
      // To the end of the round.
      round.delete(id);
      round.add(id);
      soon(id);
    }
    schedule();
  };

  return {
    soon,
    sooner: suspect,
    inTurn(id) {
      if (round.has(id)) return;
      round.add(id);
      schedule();
    },
    forget(id) {
      for (const set of [due, again, suspects, round]) set.delete(id);
      schedule();
    },
  };
}

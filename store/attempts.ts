import { LRUCache } from 'lru-cache';
import type { RateLimiterMongo } from 'rate-limiter-flexible';
import { inserted } from './connection';
import type { Models, SubjectDoc } from './models';
import { sharedCounter } from './shared-counts';
import type { AttemptKind, AttemptPort } from './store';

const [MINUTE, HOUR, DAY] = [60, 60 * 60, 24 * 60 * 60];
/**
 * What one user may do in so many seconds; all hold at once, so who goes on waits longer each time. Prompts are as many
 * times as many as the port is opened with; guesses are three sessions of three, as banks have it.
 */
const ALLOWED: Record<AttemptKind, readonly [times: number, seconds: number][]> = {
  prompt: [
    [1, MINUTE],
    [3, 10 * MINUTE],
    [6, HOUR],
    [20, DAY],
  ],
  guess: [
    [9, 10 * MINUTE],
    [18, HOUR],
    [36, DAY],
  ],
};

interface Window {
  counter: RateLimiterMongo;
  points: number;
}

/** Sessions whose user this process remembers, so that a guess needs no look-up. */
const REMEMBERED = 10_000;
const FORGOTTEN_AFTER = 30 * DAY * 1_000;

/**
 * Attempts of a user at a bank, counted over sessions and processes.
 */
export function attemptPort({ subjects }: Models, storeClient: unknown): AttemptPort {
  const recent = new LRUCache<string, string>({ max: REMEMBERED });
  const inTurn = oneAtATime();
  const windows = new Map<string, Window[]>();
  const windowsOf = (kind: AttemptKind, prompts: number): Window[] => {
    const known = windows.get(`${kind}/${prompts}`);
    if (known) return known;
    const made = ALLOWED[kind].map(([times, duration]) => {
      const points = kind === 'prompt' ? times * prompts : times;
      return { points, counter: sharedCounter({ points, duration, keyPrefix: `${kind}-${duration}` }, storeClient) };
    });
    windows.set(`${kind}/${prompts}`, made);
    return made;
  };
  const insert = (session_id: string, subject: string, expires_at: Date): Promise<boolean> =>
    inserted(subjects.create({ _id: session_id, subject, expires_at }));
  const inAMonth = () => new Date(Date.now() + FORGOTTEN_AFTER);
  const giveBack = (all: Window[], subject: string) =>
    Promise.all(all.map(({ counter }) => counter.reward(subject, 1)));

  return {
    take: (kind, subject, prompts) =>
      inTurn(subject, async () => {
        const all = windowsOf(kind, prompts);
        const counted = await Promise.all(all.map(({ counter }) => counter.penalty(subject, 1)));
        const full = counted.filter(({ consumedPoints }, index) => consumedPoints > (all[index] as Window).points);
        if (full.length === 0) return undefined;
        // What is refused isn't counted: who tries again too early doesn't wait longer for it.
        await giveBack(all, subject);
        return Math.max(...full.map(({ msBeforeNext }) => msBeforeNext));
      }),
    giveBack: (kind, subject, prompts) =>
      inTurn(subject, async () => void (await giveBack(windowsOf(kind, prompts), subject))),
    async remember(session_id, subject) {
      if (recent.get(session_id) === subject) return;
      recent.set(session_id, subject);
      const expires_at = inAMonth();
      const isFirst = await insert(session_id, subject, expires_at);
      if (!isFirst) await subjects.updateOne({ _id: session_id }, { $set: { subject, expires_at } });
    },
    async rememberFirst(session_id, subject) {
      if (recent.has(session_id)) return;
      if (await insert(session_id, subject, inAMonth())) recent.set(session_id, subject);
    },
    async subjectOf(session_id) {
      const known = recent.get(session_id);
      if (known !== undefined) return known;
      const found = await subjects.findById(session_id).lean<SubjectDoc>();
      if (found) recent.set(session_id, found.subject);
      return found?.subject;
    },
  };
}

/** FerretDB loses increments that come at once; here those of one key come one after another in each process. */
function oneAtATime() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    const done = () => last.get(key) === mine && last.delete(key);
    mine.then(done, done);
    return mine;
  };
}

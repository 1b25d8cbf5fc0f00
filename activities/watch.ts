import { beating } from './beating';

/** What the watch's activity is given by the worker. */
export interface WatchDeps {
  /** Looks after everything once. `beat` throws where the look is to end. */
  lookAround(beat: () => void): Promise<{ isMore: boolean }>;
  /** ms between two looks. */
  every: number;
}

/** ms until the next look where there is more to do. */
const SOON = 1_000;

/** The activity of `workflows/watch.ts`: one look. Its result says when the next one is, and what this one has found. */
export const createWatchActivities = ({ lookAround, every }: WatchDeps) => ({
  look: (): Promise<{ pause: number }> =>
    beating(async (signal) => {
      const { isMore, ...report } = await lookAround(() => signal.throwIfAborted());
      return { pause: isMore ? Math.min(SOON, every) : every, ...report };
    }),
});

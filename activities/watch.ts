import { Context } from '@temporalio/activity';

/** What the watch's activity is given by the worker. */
export interface WatchDeps {
  /** Looks after everything once. `beat` throws where the look is to end. */
  lookAround(beat: () => void): Promise<{ isMore: boolean }>;
  /** ms between two looks. */
  every: number;
}

/** ms between two heartbeats: a look that is over sooner sends none. */
const HEARTBEAT_EVERY = 2_000;
/** ms until the next look where there is more to do. */
const SOON = 1_000;

/** The activity of `workflows/watch.ts`: one look. Its result says when the next one is, and what this one has found. */
export const createWatchActivities = ({ lookAround, every }: WatchDeps) => ({
  async look(): Promise<{ pause: number }> {
    const context = Context.current();
    const heartbeats = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY);
    try {
      const { isMore, ...report } = await lookAround(() => context.cancellationSignal.throwIfAborted());
      return { pause: isMore ? Math.min(SOON, every) : every, ...report };
    } finally {
      clearInterval(heartbeats);
    }
  },
});

import { Context } from '@temporalio/activity';

/** ms between two heartbeats: work that is over sooner sends none. */
const EVERY = 2_000;

/** Runs work that belongs to no session, and heartbeats while it lasts. `signal`: aborted where it is to end. */
export async function beating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const heartbeats = setInterval(() => context.heartbeat(), EVERY);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(heartbeats);
  }
}

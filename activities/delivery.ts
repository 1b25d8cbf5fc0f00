import { Context } from '@temporalio/activity';

/** What the delivery's activity is given by the worker. */
export interface DeliveryDeps {
  /** One turn of an endpoint's delivery. `signal`: aborted where it is to end at once. */
  turn(endpoint_id: string, signal: AbortSignal): Promise<{ pause: number | null; isOver?: true }>;
}

/** ms between two heartbeats. */
const HEARTBEAT_EVERY = 2_000;

/** The activity of `workflows/webhook-endpoint.ts`: one turn. Its result says when the next one is. */
export const createDeliveryActivities = ({ turn }: DeliveryDeps) => ({
  async deliver(endpoint_id: string): Promise<{ pause: number | null; isOver?: true }> {
    const context = Context.current();
    const heartbeats = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY);
    try {
      return await turn(endpoint_id, context.cancellationSignal);
    } finally {
      clearInterval(heartbeats);
    }
  },
});

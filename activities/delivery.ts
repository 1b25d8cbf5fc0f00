import type { Turned } from '../domain/delivery/turn';
import { beating } from './beating';

/** What the delivery's activity is given by the worker. */
export interface DeliveryDeps {
  /** One turn of an endpoint's delivery. `signal`: aborted where it is to end at once. */
  turn(endpoint_id: string, signal: AbortSignal): Promise<Turned>;
}

/** The activity of `workflows/webhook-endpoint.ts`: one turn. Its result says when the next one is. */
export const createDeliveryActivities = ({ turn }: DeliveryDeps) => ({
  deliver: (endpoint_id: string): Promise<Turned> => beating((signal) => turn(endpoint_id, signal)),
});

import type { WaitingEvent } from '../../domain/delivery/delivery';
import type { EventRecorder, TenantEvent } from '../../domain/tenant-event';
import type { LoggedEvent, Store, WebhookEndpoint } from '../../store/store';
import type { Attempt } from '../../webhooks/attempt';

/** What the delivery of events works with. */
export interface DeliveryServices {
  store: Pick<Store, 'endpoints' | 'deliveryStates' | 'deliveries' | 'replays'> & {
    events: Pick<Store['events'], 'after' | 'at'>;
  };
  /** Where an endpoint's tenant is told how it goes. */
  events: EventRecorder;
  /** Makes one attempt; never rejects. */
  send(endpoint: WebhookEndpoint, event: TenantEvent, signal: AbortSignal): Promise<Attempt>;
  /** Counts an attempt: `taken`, or the code of its error. */
  count(outcome: string): void;
  /** ms since the epoch. */
  clock(): number;
  /** Resolves after so many ms. */
  pause(ms: number): Promise<unknown>;
}

/** An attempt that is over. */
export interface Sent {
  waiting: WaitingEvent;
  event: LoggedEvent;
  attempt: Attempt;
}

/** One turn of an endpoint's delivery. */
export interface TurnOptions {
  /** Aborted where the turn is to end at once: attempts under way are given up, and made again by another turn. */
  signal: AbortSignal;
  /** ms for which the turn begins attempts. */
  lasts: number;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { Counter, register } from 'prom-client';
import type { DeliveryDeps } from '../activities/delivery';
import type { DeliveryServices } from '../service/delivery/services';
import { deliverTurn } from '../service/delivery/turn';
import { createWaker, type EndpointRef, type Waker } from '../service/delivery/waker';
import { sendOnce } from '../webhooks/send';
import { BACKGROUND_QUEUE, deliveryId, WEBHOOK_ENDPOINT, wakeDelivery } from '../workflows/messages';
import type { ServingPlatform } from './serving-platform';

/** ms for which a turn begins attempts: others then have theirs. */
const TURN = 5_000;

/** What the delivery's turns are made of, in this process. */
export function createDelivery({ store, events, webhooks }: ServingPlatform): DeliveryDeps {
  const attempts = new Counter({
    name: 'vestibule_webhook_attempts_total',
    help: 'Attempts to send an event to a tenant’s endpoint, by how they went.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const services: DeliveryServices = {
    store,
    events,
    send: (endpoint, event, signal) => sendOnce(webhooks, endpoint, event, { signal }),
    count: (outcome) => attempts.inc({ outcome }),
    clock: Date.now,
    pause: (ms) => delay(ms, undefined, { ref: false }),
  };
  return { turn: (endpoint_id, signal) => deliverTurn(services, endpoint_id, { signal, lasts: TURN }) };
}

/** Has deliveries woken by what this process records. `connect`: a client of the engine. */
export function wakeDeliveries(
  { store, events }: Pick<ServingPlatform, 'store' | 'events'>,
  connect: () => Promise<Client>,
  log: Logger,
): Waker {
  const wake = async (endpoint: EndpointRef): Promise<void> => {
    const { workflow } = await connect();
    await workflow.signalWithStart(WEBHOOK_ENDPOINT, {
      workflowId: deliveryId(endpoint),
      taskQueue: BACKGROUND_QUEUE,
      args: [endpoint.endpoint_id],
      signal: wakeDelivery,
      staticSummary: `Delivers events to ${endpoint.endpoint_id}`,
    });
  };
  const failed = () => log.warn('could not wake the delivery of events: the watch will');
  const waker = createWaker({ store, wake, failed, clock: Date.now });
  events.onRecorded(async (client_id) => waker.recorded(client_id));
  return waker;
}

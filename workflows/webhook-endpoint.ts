import { condition, continueAsNew, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Turned } from '../domain/delivery/turn';
import { wakeDelivery } from './messages';

interface DeliveryActivities {
  deliver(endpoint_id: string): Promise<Turned>;
}

/** Turns a run: then the history is begun anew. */
const TURNS = 200;

/**
 * The delivery of events to one endpoint of a tenant: a turn after another, as long as there is the endpoint. What a turn
 * does, and when the next one is, says its activity. So this code need never change: a run that one version began is
 * carried on by another.
 */
export async function webhookEndpoint(endpoint_id: string): Promise<void> {
  const { deliver } = proxyActivities<DeliveryActivities>({
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });
  let isWoken = false;
  setHandler(
    wakeDelivery,
    () => {
      isWoken = true;
    },
    { description: 'Looks now for what there is to deliver. Safe for an operator to send.' },
  );
  for (let turns = 0; turns < TURNS; turns += 1) {
    // Whoever wakes it during a turn may have something that the turn has passed over already.
    isWoken = false;
    const { pause, isOver } = await deliver(endpoint_id);
    if (isOver) return;
    if (pause === null) await condition(() => isWoken);
    else if (pause > 0) await condition(() => isWoken, pause);
  }
  await continueAsNew<typeof webhookEndpoint>(endpoint_id);
}

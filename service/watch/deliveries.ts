import { nextDue } from '../../domain/delivery/turn';
import type { WebhookEndpoint } from '../../store/store';
import { NEVER } from '../delivery/turn';
import { type Done, type Look, nothing, type WatchServices } from './services';

/** Endpoints that are read at once. */
const PAGE = 100;
/** ms that a delivery may be behind: it is about to be woken, or its workflow is beginning. */
const SLACK = 15_000;

/**
 * Wakes deliveries that sleep though there is something to deliver: the process that was to wake them was killed before
 * it did, or somebody has terminated their workflow.
 */
export async function wakeDeliveries(services: WatchServices, { beat, isLate }: Look): Promise<Done> {
  const { endpoints } = services.store;
  const done = nothing();
  for (let after = ''; ; ) {
    const page = await endpoints.page(after, PAGE);
    for (const endpoint of page) {
      beat();
      done.checked += 1;
      if (endpoint.enabled && (await sleepsOverWork(services, endpoint))) await services.wakeDelivery(endpoint);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE || isLate()) return done;
    after = last.endpoint_id;
  }
}

async function sleepsOverWork({ store, clock }: WatchServices, endpoint: WebhookEndpoint): Promise<boolean> {
  const { client_id, endpoint_id, from, ordered } = endpoint;
  const late = clock() - SLACK;
  const state = await store.deliveryStates.find(endpoint_id);
  const awake_until = state?.awake_until.getTime() ?? 0;
  // It was paused, and hasn't noticed that it is enabled.
  if (awake_until === NEVER) return true;
  if (awake_until > late) return false;
  if ((await store.events.end(client_id)) > (state?.delivery.place ?? from)) return true;
  if ((await store.replays.list(endpoint_id)).length > 0) return true;
  const due = state && nextDue(state.delivery, late, { ordered });
  return due !== undefined && due < late;
}

import { LRUCache } from 'lru-cache';
import type { Store, WebhookEndpoint } from '../../store/store';

/** An endpoint, for the workflow that delivers to it. */
export type EndpointRef = Pick<WebhookEndpoint, 'client_id' | 'endpoint_id'>;

/** Has deliveries look for what there is to deliver. Neither rejects: what is missed the watch finds within a minute. */
export interface Waker {
  /** Events of this tenant were recorded: wakes those of its deliveries that sleep. */
  recorded(client_id: string): void;
  /** An endpoint, or what is wanted of it, has changed: wakes its delivery, or begins it. */
  changed(endpoint: EndpointRef): Promise<void>;
}

interface WakerDeps {
  store: Pick<Store, 'endpoints' | 'deliveryStates'>;
  /** Wakes the delivery of an endpoint, and begins it where it doesn't run. */
  wake(endpoint: EndpointRef): Promise<void>;
  failed(): void;
  clock(): number;
}

/** ms that a process may take an old list of a tenant's endpoints for the true one. A new one looks for itself so long. */
const LISTED_FOR = 2_000;

/**
 * Wakes deliveries. Those of one tenant are looked through by one at a time; what is recorded meanwhile has them looked
 * through once more. So a wake never comes before what it is about, and a thousand events make a few.
 */
export function createWaker({ store, wake, failed, clock }: WakerDeps): Waker {
  const listed = new LRUCache<string, EndpointRef[]>({ max: 10_000, ttl: LISTED_FOR, perf: { now: clock } });
  const looking = new Map<string, { isAgain: boolean }>();

  const endpointsOf = async (client_id: string): Promise<EndpointRef[]> => {
    const known = listed.get(client_id);
    if (known) return known;
    const found = (await store.endpoints.list(client_id)).map(({ endpoint_id }) => ({ client_id, endpoint_id }));
    listed.set(client_id, found);
    return found;
  };
  const wakeIfAsleep = async (endpoint: EndpointRef): Promise<void> => {
    const awake = await store.deliveryStates.awakeUntil(endpoint.endpoint_id);
    if ((awake?.getTime() ?? 0) <= clock()) await wake(endpoint);
  };
  const look = async (client_id: string): Promise<void> => {
    const endpoints = await endpointsOf(client_id);
    await Promise.all(endpoints.map((endpoint) => wakeIfAsleep(endpoint).catch(failed)));
  };
  const lookUntilDone = async (client_id: string, state: { isAgain: boolean }): Promise<void> => {
    do {
      state.isAgain = false;
      await look(client_id).catch(failed);
    } while (state.isAgain);
    looking.delete(client_id);
  };

  return {
    recorded(client_id) {
      const state = looking.get(client_id);
      if (state) {
        state.isAgain = true;
        return;
      }
      const first = { isAgain: false };
      looking.set(client_id, first);
      void lookUntilDone(client_id, first);
    },
    async changed(endpoint) {
      listed.delete(endpoint.client_id);
      await wake(endpoint).catch(failed);
    },
  };
}

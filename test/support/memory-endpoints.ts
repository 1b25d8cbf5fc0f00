import { ENDPOINTS_KEPT, live } from '../../store/endpoints';
import type { EndpointPort, WebhookEndpoint } from '../../store/store';

type Kept = { endpoint: Omit<WebhookEndpoint, 'secrets'>; secrets: { sealed: string; old_until?: Date }[] };

/** Webhook endpoints in memory. */
export function memoryEndpoints(clock: () => number = Date.now): EndpointPort {
  const kept = new Map<string, Kept>();
  const shown = (one: Kept | undefined) => one && { ...one.endpoint, secrets: live(one.secrets, clock()) };
  const of = (client_id: string) => [...kept.values()].filter(({ endpoint }) => endpoint.client_id === client_id);
  return {
    async create(endpoint, secret) {
      if (of(endpoint.client_id).length >= ENDPOINTS_KEPT) return false;
      kept.set(endpoint.endpoint_id, { endpoint, secrets: [{ sealed: secret.$sealed }] });
      return true;
    },
    find: async (endpoint_id) => shown(kept.get(endpoint_id)),
    list: async (client_id) => of(client_id).map((one) => shown(one) as WebhookEndpoint),
    page: async (after, limit) =>
      [...kept.values()]
        .filter(({ endpoint }) => endpoint.endpoint_id > after)
        .sort((a, b) => (a.endpoint.endpoint_id < b.endpoint.endpoint_id ? -1 : 1))
        .slice(0, limit)
        .map((one) => shown(one) as WebhookEndpoint),
    async change(endpoint_id, { description, ...change }) {
      const found = kept.get(endpoint_id);
      if (!found) return undefined;
      const { description: old, ...rest } = found.endpoint;
      const now = description === undefined ? old : (description ?? undefined);
      found.endpoint = { ...rest, ...change, ...(now === undefined ? {} : { description: now }) };
      return shown(found);
    },
    async addSecret(endpoint_id, secret, old_until) {
      kept.get(endpoint_id)?.secrets.unshift({ sealed: secret.$sealed, old_until });
    },
    remove: async (endpoint_id) => kept.delete(endpoint_id),
  };
}

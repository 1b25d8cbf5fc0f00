import { type DeliveryQuery, listDeliveries } from '../../service/webhook-deliveries';
import { type EndpointState, listEndpoints, readEndpoint } from '../../service/webhooks';
import * as webhook from '../openapi/webhook-paths';
import { parametersOf } from './arguments';
import type { Builder } from './builder';
import { connection, slice } from './connections';
import type { RestTypes } from './rest-types';

/** The tenant’s webhook endpoints and what they were sent. They are set up over REST. */
export function addWebhooks(builder: Builder, types: RestTypes): void {
  const endpoints = connection(builder, types.WebhookEndpoint, 'WebhookEndpoint');
  const deliveries = connection(builder, types.WebhookDelivery, 'WebhookDelivery');
  builder.queryFields((t) => ({
    webhooks: t.field({
      type: endpoints,
      description: 'The tenant’s webhook endpoints, oldest first. `first`: 50 by default, at most 200.',
      args: { first: t.arg.int(), after: t.arg.string() },
      resolve: async (_root, args, context) => {
        const tenant = context.server();
        const query = parametersOf<{ limit?: number; cursor?: string }>(webhook.listEndpoints, { ...args });
        const page = await context.read(`webhooks/${JSON.stringify(query)}`, () =>
          listEndpoints(context.services, tenant, query),
        );
        return slice(page.data, page.next_cursor);
      },
    }),
    webhook: t.field({
      type: types.WebhookEndpoint,
      description: 'A webhook endpoint, with how its delivery goes.',
      args: { endpointId: t.arg.id({ required: true }) },
      resolve: (_root, args, context) => {
        const tenant = context.server();
        const { endpoint_id } = parametersOf<{ endpoint_id: string }>(webhook.readEndpoint, { ...args });
        return context.read(`webhook/${endpoint_id}`, () => readEndpoint(context.services, tenant, endpoint_id));
      },
    }),
  }));
  builder.objectFields(types.WebhookEndpoint, (t) => ({
    deliveries: t.field({
      type: deliveries,
      description:
        'What the endpoint was sent in the last 30 days, the newest event first. `first`: 50 by default, at most 200.',
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        state: t.arg.string({ description: '`pending`, `delivered` or `failed`: those only.' }),
      },
      resolve: async (parent, args, context) => {
        const tenant = context.server();
        const { endpoint_id } = parent as EndpointState;
        const query = parametersOf<DeliveryQuery>(webhook.listDeliveries, { ...args });
        const page = await context.read(`deliveries/${endpoint_id}/${JSON.stringify(query)}`, () =>
          listDeliveries(context.services, tenant, endpoint_id, query),
        );
        return slice(page.data, page.next_cursor);
      },
    }),
  }));
}

import { z } from 'zod';
import type { WebhookEndpoint, WebhookEvent } from '../../sdk/src/server';
import { eventLine } from '../listen/event-line';
import type { McpTenant } from './tenant';
import { type Tool, tool } from './tool';
import { ToolError } from './words';

/** Endpoints that are listed: a tenant has 20 at most. */
const ENDPOINTS = 20;

/** The tenant's events and webhooks. */
export const eventTools = (tenant: McpTenant): Tool[] => [
  tool(
    {
      name: 'list_events',
      title: 'List events',
      description: 'Events of this tenant, oldest first, 30 days back: ids and states, no personal data.',
    },
    {
      since: z.string().max(64).optional().describe('An event’s id or a time (RFC 3339); an hour ago by default'),
      limit: z.int().min(1).max(100).optional().describe('50 by default'),
    },
    async ({ since = new Date(Date.now() - 3_600_000).toISOString(), limit = 50 }) => {
      const found: WebhookEvent[] = [];
      for await (const event of tenant.server.events.list({ since, limit: limit + 1 })) {
        found.push(event);
        if (found.length > limit) break;
      }
      if (found.length === 0) return `There are no events since ${since}.`;
      const told = found.slice(0, limit);
      const lines = told.map((event) => `- ${eventLine(event)}`);
      const more = found.length > limit ? [`There are more: since ${told.at(-1)?.id}`] : [];
      return [...lines, ...more].join('\n');
    },
  ),
  tool(
    {
      name: 'list_webhooks',
      title: 'List webhook endpoints',
      description:
        'Where this tenant’s events are sent: endpoints, the events they take, how they stand. Without secrets.',
    },
    {},
    async () => {
      const found = [];
      for await (const endpoint of tenant.server.webhooks.list()) {
        found.push(shown(endpoint));
        if (found.length >= ENDPOINTS) break;
      }
      return found.length > 0 ? found : 'This tenant has no webhook endpoints.';
    },
  ),
  tool(
    {
      name: 'replay_event',
      title: 'Send an event again',
      description: 'Sends one event of the last 30 days to a webhook endpoint again, under the same id.',
      writes: true,
    },
    {
      endpoint_id: z
        .string()
        .regex(/^we_[0-9a-f]{32}$/, 'is we_ and 32 digits: see list_webhooks')
        .describe('As list_webhooks names it'),
      event_id: z
        .string()
        .regex(/^evt_[0-9a-f]{32}$/, 'is evt_ and 32 digits: see list_events')
        .describe('As list_events names it'),
    },
    async ({ endpoint_id, event_id }) => {
      return shown(await tenant.server.webhooks.replay(endpoint_id, { event_id }));
    },
  ),
];

/** An endpoint for an assistant. What is behind the question mark may be a key of the tenant's own server. */
function shown(endpoint: WebhookEndpoint): WebhookEndpoint {
  if (!URL.canParse(endpoint.url)) throw new ToolError('The API has answered an endpoint without a URL.');
  const { origin, pathname, search } = new URL(endpoint.url);
  return { ...endpoint, url: origin + pathname + (search === '' ? '' : '?…') };
}

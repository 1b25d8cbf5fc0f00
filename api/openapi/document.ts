import { dataSchemas } from './data-schemas';
import * as events from './event-paths';
import { askGraphql } from './graphql-paths';
import * as meta from './meta-paths';
import type { OpenApiOperation } from './operation';
import * as other from './other-paths';
import { errorTable, problemSchema } from './problem-schema';
import * as publishing from './publication-paths';
import { toOperation } from './responses';
import * as sandbox from './sandbox-paths';
import type { Part } from './schemas';
import * as session from './session-paths';
import { sessionSchemas } from './session-schemas';
import * as webhook from './webhook-paths';

/** Every operation that the document describes, in its order. */
export const OPERATIONS: readonly OpenApiOperation[] = [
  other.listSkills,
  other.describeSkill,
  publishing.publishSkill,
  publishing.listPublications,
  publishing.promoteSkill,
  publishing.retireSkill,
  session.createSession,
  session.readSession,
  session.cancelSession,
  session.streamEvents,
  session.createTicket,
  session.submitStep,
  session.uploadFiles,
  session.removeUpload,
  sandbox.saveDraft,
  sandbox.advanceSession,
  sandbox.reportEvent,
  other.returnOk,
  other.returnNok,
  other.receiveReport,
  other.exchangeToken,
  other.getAccounts,
  other.getAccount,
  other.getTransactions,
  other.readCredentials,
  other.revokeCredentials,
  events.listEvents,
  webhook.listEndpoints,
  webhook.createEndpoint,
  webhook.readEndpoint,
  webhook.changeEndpoint,
  webhook.removeEndpoint,
  webhook.rotateSecret,
  webhook.testEndpoint,
  webhook.listDeliveries,
  webhook.replayEvents,
  askGraphql,
  meta.openapiJson,
  meta.docs,
  meta.docsPage,
  meta.llmsText,
  meta.livez,
  meta.readyz,
  meta.metrics,
];

const DESCRIPTION = `Vestibule takes an end user through the onboarding that stands before financial data or a
financial product. Each onboarding is one durable session: start it, submit its steps, send the user to the bank,
exchange the temp token, query the data.

The guides are served as Markdown: [/llms.txt](/llms.txt) lists them.

Times are RFC 3339 in UTC. Every refusal is \`application/problem+json\` (RFC 9457) with a \`code\` from this closed
list:

`;

const SCHEMES: Part = {
  nonce: { type: 'http', scheme: 'bearer', description: 'Any nonce that the session issued, an expired one too.' },
  servicer: { type: 'http', scheme: 'bearer', description: 'A servicer’s key: `vestibule admin servicer key create`.' },
  client: { type: 'http', scheme: 'basic', description: '`client_id:client_secret`: the tenant’s server.' },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'Of `…/events/ticket`: good once, for a minute.',
  },
  credentials: { type: 'apiKey', in: 'header', name: 'X-Credentials-Id' },
  access: { type: 'apiKey', in: 'header', name: 'X-Access-Token' },
};

const TAGS = [
  'Catalog',
  'Publication',
  'Sessions',
  'Sandbox',
  'Callbacks',
  'After the session',
  'Events',
  'Webhooks',
  'GraphQL',
  'About',
];

/** The OpenAPI 3.1 document. Requests are validated against it, and it is what `/openapi.json` and `/docs` show. */
export function openapiDocument(): Part {
  const paths: Record<string, Part> = {};
  for (const operation of OPERATIONS) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method]: toOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vestibule',
      version: '0.1.0',
      summary: 'Durable onboarding sessions over REST',
      description: DESCRIPTION + errorTable(),
    },
    externalDocs: { url: '/llms.txt', description: 'The guides, as Markdown' },
    servers: [{ url: '/' }],
    tags: TAGS.map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        Problem: problemSchema,
        Publication: publishing.publication,
        Draft: sandbox.draft,
        TenantEvent: events.tenantEvent,
        WebhookEndpoint: webhook.webhookEndpoint,
        WebhookEndpointWithSecret: webhook.webhookEndpointWithSecret,
        WebhookStatus: webhook.webhookStatus,
        WebhookAttempt: webhook.webhookAttempt,
        WebhookDelivery: webhook.webhookDelivery,
        ...sessionSchemas,
        ...dataSchemas,
      },
      parameters: {
        RequestId: {
          name: 'X-Request-Id',
          in: 'header',
          schema: { type: 'string' },
          description: 'Echoed if it is sane.',
        },
      },
      securitySchemes: SCHEMES,
    },
  };
}

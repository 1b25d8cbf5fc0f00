import type { OpenApiOperation } from './operation';
import { anyObject, list, object, optional, type Part, string, text } from './schemas';

/** Characters of a document; the body as a whole has its own limit. */
const DOCUMENT = 60_000;
const orNull = (type: string, more: Part = {}): Part => ({ type: [type, 'null'], ...more });

const body: Part = {
  type: 'object',
  properties: {
    query: string({ maxLength: DOCUMENT, description: 'The document.' }),
    documentId: text(128, { description: '`sha256:…`: a document of this installation’s list, instead of `query`.' }),
    operationName: orNull('string', { maxLength: 256 }),
    variables: orNull('object', { additionalProperties: true }),
    extensions: orNull('object', { additionalProperties: true }),
  },
  additionalProperties: false,
};

const result = optional(
  {
    data: orNull('object', { additionalProperties: true, description: 'As the document asks.' }),
    errors: list(
      optional(
        {
          message: string(),
          locations: list(object({ line: { type: 'integer' }, column: { type: 'integer' } })),
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          extensions: anyObject('`code`, `retryable`, `request_id`, and where input is at fault `errors`.'),
        },
        'locations',
        'path',
      ),
    ),
  },
  'data',
  'errors',
);

export const askGraphql: OpenApiOperation = {
  method: 'post',
  path: '/graphql',
  id: 'askGraphql',
  tag: 'GraphQL',
  summary: 'Ask by GraphQL',
  description:
    'Queries, mutations, and subscriptions as server-sent events: the same data as over REST, by the same rights. ' +
    'Errors of fields stand in `errors`, with `extensions.code` from the list of codes. Where nothing was done, ' +
    '`application/graphql-response+json` has the status of the first error.',
  body: { content: { 'application/json': { schema: body } } },
  success: {
    200: {
      description: 'The result.',
      content: {
        'application/graphql-response+json': { schema: result },
        'application/json': { schema: result },
        'text/event-stream': { schema: { type: 'string' } },
      },
    },
  },
  errors: ['client_unauthorized', 'nonce_invalid', 'database_unavailable'],
  security: [{ client: [] }, { client: [], credentials: [], access: [] }, { nonce: [] }],
};

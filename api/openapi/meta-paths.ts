import { OPEN_QUERY, type OpenApiOperation, pathParameter } from './operation';
import { anyObject, constant, object, type Part, string, text } from './schemas';

const meta = (
  path: string,
  id: string,
  summary: string,
  type: string,
  schema: Part,
  errors: OpenApiOperation['errors'] = [],
): OpenApiOperation => ({
  method: 'get',
  path,
  id,
  tag: 'About',
  summary,
  success: { 200: { description: summary, content: { [type]: { schema } } } },
  errors,
  more: { [OPEN_QUERY]: true },
});

const JSON_TYPE = 'application/json';
export const openapiJson = meta('/openapi.json', 'openapi', 'This document', JSON_TYPE, anyObject('OpenAPI 3.1.'));
export const docs = meta('/docs', 'docs', 'This document, rendered', 'text/html', string());
const asText = (description: string): Part => ({
  200: { description, content: { 'text/markdown': { schema: string() }, 'text/plain': { schema: string() } } },
  304: { description: '`If-None-Match` has the page’s `ETag`.' },
});
export const docsPage: OpenApiOperation = {
  ...meta('/docs/{page}', 'docsPage', 'A page of the guides, as Markdown', 'text/markdown', string()),
  description: '`/llms.txt` lists the pages. Links between them are relative.',
  parameters: [pathParameter('page', text(256), '`api.md`, or with a folder: `skills/tutorial.md`.')],
  success: asText('The page.'),
};
export const llmsText: OpenApiOperation = {
  ...meta('/llms.txt', 'llmsText', 'The index of the guides for language models', 'text/plain', string()),
  success: asText('Each page’s title, address and first sentence, as llmstxt.org says.'),
};
export const livez = meta(
  '/livez',
  'livez',
  'Whether the process answers',
  JSON_TYPE,
  object({ status: constant('string', 'live') }),
);
export const readyz = meta(
  '/readyz',
  'readyz',
  'Whether all is there that sessions need; if not, `missing` names it',
  JSON_TYPE,
  object({
    status: constant('string', 'ready'),
    engine: constant('string', 'reachable'),
    database: constant('string', 'reachable'),
    workers: constant('string', 'polling'),
  }),
  ['engine_unavailable', 'engine_not_ready', 'database_unavailable'],
);
export const metrics = meta('/metrics', 'metrics', 'Metrics for Prometheus', 'text/plain', string());

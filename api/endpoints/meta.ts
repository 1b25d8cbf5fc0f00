import { docs, livez, metrics as metricsOperation, openapiJson, readyz } from '../openapi/other-paths';
import type { Part } from '../openapi/schema-helpers';
import type { Route } from '../routes';
import { docsPage } from './docs-page';
import { answerLive, answerReady } from './health';
import type { Metrics } from './metrics';

const METRICS_TEXT = ['text/plain', 'application/openmetrics-text', 'application/json'] as const;

/** What the API tells of itself. Not rate-limited, for those who ask are probes. */
export function aboutRoutes(metrics: Metrics, document: () => Part): readonly Route[] {
  const { page, script } = docsPage();
  const get = (
    path: string,
    operation: Route['operation'],
    handle: Route['handle'],
    produces?: Route['produces'],
  ): Route => ({
    method: 'get',
    path,
    operation,
    handle,
    ...(produces ? { produces } : {}),
  });
  const script_ = { ...docs, id: 'docsScript', summary: 'The script of the docs page' };
  return [
    get('/openapi.json', openapiJson, () => (_req, res) => void res.json(document())),
    get('/docs', docs, () => page, ['text/html', 'application/json']),
    get('/docs/reference.js', script_, () => script, ['text/javascript', 'application/json']),
    get('/livez', livez, () => answerLive),
    get('/readyz', readyz, answerReady),
    get('/metrics', metricsOperation, () => metrics.answer, METRICS_TEXT),
  ];
}

import type { RequestHandler } from 'express';
import { Counter, Histogram, Registry } from 'prom-client';

/** The metrics of calls. Their labels are methods, route patterns and statuses: no id ever becomes a label. */
export interface Metrics {
  registry: Registry;
  /** Seconds. */
  duration: Histogram<'method' | 'route' | 'status'>;
  aborted: Counter<'route'>;
  /** Calls that met a session whose workflow task fails, by the engine's word for why. */
  stuck: Counter<'cause'>;
  /** Calls that came through a proxy that `TRUST_PROXY` doesn't know of. */
  unknownProxy: Counter;
}

export const createMetrics = (registry = new Registry()): Metrics => ({
  registry,
  duration: new Histogram({
    name: 'vestibule_http_request_duration_seconds',
    help: 'Time until an answer was sent, event streams apart.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  }),
  aborted: new Counter({
    name: 'vestibule_http_requests_aborted_total',
    help: 'Calls whose caller left before the answer.',
    labelNames: ['route'],
    registers: [registry],
  }),
  stuck: new Counter({
    name: 'vestibule_sessions_stuck_total',
    help: 'How often a session was met that can’t go on, at most once a minute for each.',
    labelNames: ['cause'],
    registers: [registry],
  }),
  unknownProxy: new Counter({
    name: 'vestibule_http_unknown_proxy_total',
    help: 'Calls with Forwarded or X-Forwarded-For while TRUST_PROXY is off: above 0, set it.',
    registers: [registry],
  }),
});

/** `GET /metrics`, for Prometheus. */
export const answerMetrics =
  ({ registry }: Metrics): RequestHandler =>
  async (_req, res) => {
    const text = await registry.metrics();
    res.set('Content-Type', registry.contentType).end(text);
  };

import type { RequestHandler } from 'express';
import { Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  measure: RequestHandler;
  answer: RequestHandler;
}

/** Times by method, route pattern and status: no id ever becomes a label. */
export function createMetrics(registry = new Registry()): Metrics {
  const duration = new Histogram({
    name: 'vestibule_http_request_duration_seconds',
    help: 'Time until an answer was sent, event streams apart.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const aborted = new Counter({
    name: 'vestibule_http_requests_aborted_total',
    help: 'Calls whose caller left before the answer.',
    labelNames: ['route'],
    registers: [registry],
  });
  return {
    registry,
    measure(req, res, next) {
      const started = process.hrtime.bigint();
      res.once('close', () => {
        const route = String(res.locals.route ?? 'unknown');
        if (!res.writableFinished) return aborted.inc({ route });
        if (res.locals.stream) return;
        duration.observe(
          { method: METHODS.has(req.method) ? req.method : 'other', route, status: res.statusCode },
          Number(process.hrtime.bigint() - started) / 1e9,
        );
      });
      next();
    },
    async answer(_req, res) {
      const text = await registry.metrics();
      res.set('Content-Type', registry.contentType).end(text);
    },
  };
}

const METHODS = new Set(['GET', 'POST', 'DELETE', 'OPTIONS']);

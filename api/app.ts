import express, { type Express, type RequestHandler, type Router } from 'express';
import { aboutRoutes } from './about';
import { parseJson } from './body';
import { allowKnownOrigin, answerOptions } from './cors';
import { createForms } from './forms';
import { gate, headAsGet, named, refuseOtherMethods } from './gate';
import { createMetrics, type Metrics } from './metrics';
import { openapiDocument } from './openapi/document';
import type { Deps, Services } from './ports';
import { answerProblem, answerUnknownPath } from './problem';
import { ROUTES, type Route } from './routes';
import { identify, limitRate, limitTime, logCalls, protect } from './surroundings';
import { validateCall, validator } from './validator';
import { createVerdicts } from './verdicts';
import { createWatchers } from './watch';

/**
 * The API as an express app; it never listens. Each call meets, in this order: its id, log and headers; what holds for every
 * path (method, Accept, type, size and form of the body), whatever else is wrong with it; the document; the endpoint.
 */
export function createApp(deps: Deps, metrics: Metrics = createMetrics()): Express {
  const services: Services = {
    ...deps,
    forms: createForms(deps),
    watchers: createWatchers(deps.engine, deps.clock),
    verdicts: createVerdicts(),
  };
  const about = aboutRoutes(metrics, () => document);
  const document = openapiDocument([...ROUTES, ...about].filter(({ path }) => path !== '/docs/reference.js'));
  const validate = validator(document, deps.settings.validate_responses);

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('trust proxy', deps.settings.trust_proxy);
  app.set('query parser', 'simple');
  app.use(identify, logCalls(deps), metrics.measure, headAsGet, ...protect);
  for (const [path, routes] of byPath(about)) mount(app, path, routes, services, []);
  const guard = [limitRate(deps), limitTime(deps.settings.answer_deadline)];
  for (const [path, routes] of byPath(ROUTES)) mount(app, path, routes, services, validate, guard);
  app.use(answerUnknownPath, answerProblem);
  return app;
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

function mount(
  app: Router,
  path: string,
  routes: Route[],
  services: Services,
  validate: RequestHandler[],
  guard: RequestHandler[] = [],
): void {
  const methods = routes.map(({ method }) => method.toUpperCase());
  const { json_limit, upload_limit } = services.settings;
  const at = app.route(path.replace(/\{(\w+)\}/g, ':$1')).all(named(path));
  at.options(answerOptions(services, methods));
  for (const { method, operation, handle, produces = ['application/json'], consumes } of routes) {
    const isForm = consumes === 'multipart/form-data';
    const terms = { produces, limit: isForm ? upload_limit : json_limit, ...(consumes ? { consumes } : {}) };
    const body = consumes && !isForm ? parseJson(json_limit) : [];
    at[method](...gate(terms), ...guard, ...body, allowKnownOrigin(services), ...validateCall(validate, operation), handle(services));
  }
  at.all(refuseOtherMethods(methods));
}

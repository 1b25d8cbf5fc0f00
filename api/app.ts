import express, { type Express, type RequestHandler, type Router } from 'express';
import { createVerdicts } from '../service/engine/recent';
import { createWatchers } from '../service/engine/watchers';
import { createForms } from '../service/forms';
import type { Deps, Services } from './deps';
import { aboutRoutes } from './endpoints/meta';
import { createMetrics, type Metrics } from './endpoints/metrics';
import { parseJson } from './http/body';
import { inTurn } from './http/chain';
import { allowKnownOrigin, answerOptions } from './http/cors';
import { identify, limitRate, limitTime, logCalls, protect } from './http/middleware';
import { gate, headAsGet, named, refuseOtherMethods } from './http/negotiation';
import { answerProblem, answerUnknownPath } from './http/problem';
import { createJudges, type Judge, watchAnswers } from './http/validator';
import { openapiDocument } from './openapi/document';
import { ROUTES, type Route } from './routes';

/**
 * The API as an express app; it never listens. Each call meets, in this order: its id, log and headers; what holds for
 * every path (method, Accept, type, size and form of the body), whatever else is wrong with it; the document; the
 * endpoint.
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
  const judges = createJudges(document, deps.settings.validate_responses);

  const app = express();
  app
    .disable('x-powered-by')
    .disable('etag')
    .enable('case sensitive routing')
    .set('trust proxy', deps.settings.trust_proxy);
  app.set('query parser', 'simple');
  app.use(inTurn([identify, logCalls(deps), metrics.measure, headAsGet, protect()]));
  for (const [path, routes] of byPath(ROUTES)) mount(app, path, routes, services, { judges, limiter: limitRate(deps) });
  for (const [path, routes] of byPath(about)) mount(app, path, routes, services);
  app.use(answerUnknownPath, answerProblem(deps.log));
  return app;
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

/** ms that a form with files may take to come in, beside the time for its answer. */
const UPLOAD_TIME = 120_000;

interface Guards {
  judges: (path: string, method: string) => Judge;
  limiter: RequestHandler;
}

function mount(app: Router, path: string, routes: Route[], services: Services, guards?: Guards): void {
  const methods = routes.map(({ method }) => method.toUpperCase());
  const at = app.route(path.replace(/\{(\w+)\}/g, ':$1')).all(named(path));
  at.options(answerOptions(services, methods));
  for (const route of routes) {
    const judge = guards?.judges(path, route.method);
    const steps = [
      ...(judge && services.settings.validate_responses ? [watchAnswers(judge)] : []),
      ...taken(route, services),
      ...(guards ? [guards.limiter] : []),
      ...read(route, services),
      ...(judge ? [judge.request] : []),
      route.handle(services),
    ];
    at[route.method](inTurn(steps, answerProblem(services.log)));
  }
  at.all(refuseOtherMethods(methods));
}

const isForm = ({ consumes }: Route): boolean => consumes === 'multipart/form-data';

/** What holds whatever else is wrong, before a byte of the body is read. */
function taken(route: Route, { settings }: Services): RequestHandler[] {
  const { produces = ['application/json'], consumes } = route;
  const limit = isForm(route) ? settings.upload_limit : settings.json_limit;
  const time = settings.answer_deadline + (isForm(route) ? UPLOAD_TIME : 0);
  return [...gate({ produces, limit, ...(consumes ? { consumes } : {}) }), limitTime(time)];
}

/** The body, and whose browser may read the answer. */
function read(route: Route, services: Services): RequestHandler[] {
  const body = route.consumes && !isForm(route) ? parseJson(services.settings.json_limit) : [];
  return [...body, allowKnownOrigin(services)];
}

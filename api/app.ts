import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import { createServices } from '../service/services';
import type { ApiServices, Deps } from './deps';
import { decideOrigin } from './http/caller';
import { chain } from './http/endpoint';
import { createEventStreams } from './http/event-streams';
import { slowFailures } from './http/failures';
import { parseJson } from './http/json-body';
import { allowed, answerOptions, refuseHead, refuseOtherMethods } from './http/methods';
import { createMetrics, type Metrics } from './http/metrics';
import {
  accessLog,
  deadline,
  headAsGet,
  noticeProxy,
  requestId,
  routeName,
  securityHeaders,
  wellFormed,
} from './http/middleware';
import { answerProblem, answerUnknownPath } from './http/problem';
import { checkRequest, negotiate } from './http/request';
import { checkAnswers, createOperationValidators, type OperationValidator } from './http/validator';
import { openapiDocument } from './openapi/document';
import { metaRoutes, ROUTES, type Route } from './routes';

/**
 * The API as an Express app, which doesn't listen. Each call meets in this order: its id, log and headers; the rules
 * for every path (method, Accept, type, size and form of the body), whatever else is wrong with it; the document; its
 * endpoint.
 */
export function createApp(deps: Deps, metrics: Metrics = createMetrics()): Express {
  const services = { ...createServices(deps), streams: createEventStreams(deps.settings) };
  const document = openapiDocument();
  const validatorOf = createOperationValidators(document, deps.settings.validate_responses);

  const app = express();
  app
    .disable('x-powered-by')
    .disable('etag')
    .enable('case sensitive routing')
    .set('trust proxy', deps.settings.trust_proxy);
  app.set('query parser', 'simple');
  app.use(
    chain([requestId, accessLog(deps, metrics), headAsGet, securityHeaders(), wellFormed, noticeProxy(deps, metrics)]),
  );
  const answerError = answerProblem(deps.log, slowFailures(deps));
  mount(app, services, answerError, ROUTES, (route) => guarded(route, services, validatorOf));
  mount(app, services, answerError, metaRoutes(metrics, document, deps), (route) =>
    unguarded(route, services, validatorOf),
  );
  app.use(answerUnknownPath, answerError);
  return app;
}

/** Mounts routes by path, each path with its OPTIONS and its refusal of other methods. */
function mount(
  app: Router,
  services: ApiServices,
  answerError: ErrorRequestHandler,
  routes: readonly Route[],
  handlers: (route: Route) => RequestHandler[],
): void {
  for (const path of new Set(routes.map(({ operation }) => operation.path))) {
    const own = routes.filter(({ operation }) => operation.path === path);
    const methods = own.map(({ operation }) => operation.method.toUpperCase());
    const pattern = own[0]?.at ?? path.replace(/\{(\w+)\}/g, ':$1');
    const at = app.route(pattern).all(routeName(path));
    const noHead = own.some((route) => route.noHead);
    const allow = allowed(methods, noHead);
    at.options(answerOptions(services, allow));
    if (noHead) at.get(refuseHead(allow));
    for (const route of own) at[route.operation.method](chain(handlers(route), answerError));
    at.all(refuseOtherMethods(allow));
  }
}

type ValidatorOf = (path: string, method: string) => OperationValidator;

/** ms that a form with files may take to come in. */
const UPLOAD_TIME = 120_000;

function guarded(route: Route, services: ApiServices, validatorOf: ValidatorOf): RequestHandler[] {
  const { produces = ['application/json'], consumes, operation, limit: ownLimit } = route;
  const { upload_limit, json_limit, answer_deadline, body_deadline, validate_responses } = services.settings;
  const isForm = consumes === 'multipart/form-data';
  const limit = ownLimit ?? (isForm ? upload_limit : json_limit);
  const bodyTime = isForm ? UPLOAD_TIME : body_deadline;
  const validator = validatorOf(operation.path, operation.method);
  return [
    ...(validate_responses ? [checkAnswers(validator)] : []),
    negotiate({ produces, limit, ...(consumes ? { consumes } : {}) }),
    deadline(answer_deadline + (isForm ? UPLOAD_TIME : 0), consumes && bodyTime),
    ...(consumes && !isForm ? parseJson(limit) : []),
    decideOrigin(services),
    checkRequest(validator.rules),
    route.handle(services),
  ];
}

/** Routes for probes and readers: they have no body and no tenant. */
function unguarded(route: Route, services: ApiServices, validatorOf: ValidatorOf): RequestHandler[] {
  const { produces = ['application/json'], operation } = route;
  const { answer_deadline, validate_responses } = services.settings;
  return [
    ...(validate_responses ? [checkAnswers(validatorOf(operation.path, operation.method))] : []),
    negotiate({ produces, limit: 0 }),
    deadline(answer_deadline),
    decideOrigin(services),
    route.handle(services),
  ];
}

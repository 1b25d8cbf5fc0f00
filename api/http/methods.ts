import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import { isOriginKnown } from '../../service/access';
import type { ApiServices } from '../deps';
import { allowOrigin } from './caller';

/** `Allow`: the methods of a path. */
const allowed = (methods: readonly string[]): string =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

/** Refuses every method that a path does not have. */
export function refuseOtherMethods(methods: readonly string[]): RequestHandler {
  const allow = allowed(methods);
  return function refuseMethod(req, res) {
    res.set('Allow', allow);
    throw new VestibuleError('method_not_allowed', `${req.method.slice(0, 16)} is not among ${allow}.`);
  };
}

/**
 * Answers OPTIONS, also as a CORS pre-flight. A pre-flight names no tenant, so every origin that some tenant registered
 * may ask, and localhost; the answer to the call itself decides.
 */
export function answerOptions(services: ApiServices, methods: readonly string[]): RequestHandler {
  const allow = allowed(methods);
  return async function answerPreflight(req, res) {
    const { origin } = req.headers;
    res.set('Allow', allow);
    if (!origin || !req.headers['access-control-request-method']) {
      res.status(204).end();
      return;
    }
    if (!(await isOriginKnown(services, origin)))
      throw new VestibuleError('origin_not_allowed', 'No tenant has registered this origin.');
    allowOrigin(req, res, () => undefined);
  };
}

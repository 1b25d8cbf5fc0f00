import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import { isOriginKnown } from '../../service/access';
import type { ApiServices } from '../deps';
import { allowOrigin } from './cors';

/** `Allow`: the methods of a path. `noHead`: HEAD is not among them though GET is. */
export const allowed = (methods: readonly string[], noHead = false): string =>
  [...methods, ...(methods.includes('GET') && !noHead ? ['HEAD'] : []), 'OPTIONS'].join(', ');

/** Refuses every method that a path does not have. */
export const refuseOtherMethods = (allow: string): RequestHandler =>
  function refuseMethod(req, res) {
    res.set('Allow', allow);
    const method = res.locals.head ? 'HEAD' : req.method.slice(0, 16);
    throw new VestibuleError('method_not_allowed', `${method} is not among ${allow}.`);
  };

/** Refuses HEAD where a GET has an effect: who asks for headers only wants none. */
export const refuseHead = (allow: string): RequestHandler =>
  function refuseHeadOf(req, res, next) {
    if (res.locals.head) refuseOtherMethods(allow)(req, res, next);
    else next();
  };

/**
 * Answers OPTIONS, also as a CORS pre-flight. A pre-flight names no tenant, so every origin that some tenant registered
 * may ask, and localhost; the answer to the call itself decides.
 */
export function answerOptions(services: ApiServices, allow: string): RequestHandler {
  return async function answerPreflight(req, res) {
    const { origin } = req.headers;
    res.set('Allow', allow);
    if (!origin || !req.headers['access-control-request-method']) {
      res.status(204).end();
      return;
    }
    if (!(await isOriginKnown(services, origin)))
      throw new VestibuleError('origin_not_allowed', 'No tenant has registered this origin.');
    allowOrigin(req, res);
  };
}

import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import { createReadiness } from '../../service/health';
import type { ApiServices } from '../deps';
import { sendJson } from '../http/endpoint';

/** `GET /livez`: the process answers. Its dependencies don't count, for a restart would not help them. */
export const answerLive: RequestHandler = (_req, res) => sendJson(res, 200, { status: 'live' });

/** `GET /readyz`: what sessions need is there; else a problem document that names all that is missing. */
export const answerReady = (services: ApiServices): RequestHandler => {
  const checkReadiness = createReadiness(services);
  return async (_req, res) => {
    if (services.draining?.aborted)
      throw new VestibuleError('engine_unavailable', 'This process is about to end.', { retryAfter: 5 });
    await checkReadiness();
    sendJson(res, 200, { status: 'ready', engine: 'reachable', database: 'reachable', workers: 'polling' });
  };
};

import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import { checkDependencies } from '../../service/health';
import type { ApiServices } from '../deps';
import { sendJson } from '../http/endpoint';

/** `GET /livez`: the process answers. Its dependencies don't count, for a restart would not help them. */
export const answerLive: RequestHandler = (_req, res) => sendJson(res, 200, { status: 'live' });

/** `GET /readyz`: engine and database can be reached. */
export const answerReady =
  (services: ApiServices): RequestHandler =>
  async (_req, res) => {
    if (services.draining?.aborted)
      throw new VestibuleError('engine_unavailable', 'This process is about to end.', { retryAfter: 5 });
    await checkDependencies(services);
    sendJson(res, 200, { status: 'ready', engine: 'reachable', database: 'reachable' });
  };

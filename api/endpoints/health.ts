import type { RequestHandler } from 'express';
import { VestibuleError } from '../../domain/errors';
import type { Deps } from '../deps';

/**
 * `GET /livez`: the process answers. Says nothing of what it depends on, so that a restart is never the cure for their
 * faults.
 */
export const answerLive: RequestHandler = (_req, res) => void res.json({ status: 'live' });

/** `GET /readyz`: engine and database can be reached. */
export const answerReady =
  ({ engine, store, draining }: Deps): RequestHandler =>
  async (_req, res) => {
    if (draining?.aborted)
      throw new VestibuleError('engine_unavailable', 'This process is about to end.', { retryAfter: 5 });
    const [engineIs, databaseIs] = await Promise.allSettled([engine.ping(), store.ping()]);
    if (engineIs.status === 'rejected')
      throw new VestibuleError('engine_unavailable', 'The engine can’t be reached.', {
        cause: engineIs.reason,
        retryAfter: 5,
      });
    if (databaseIs.status === 'rejected')
      throw new VestibuleError('database_unavailable', 'The database can’t be reached.', {
        cause: databaseIs.reason,
        retryAfter: 5,
      });
    res.json({ status: 'ready', engine: 'reachable', database: 'reachable' });
  };

import { VestibuleError } from '../domain/errors';
import type { Services } from './services';

/** Whether engine and database can be reached; else `engine_unavailable` or `database_unavailable`. */
export async function checkDependencies({ engine, store }: Pick<Services, 'engine' | 'store'>): Promise<void> {
  const [toEngine, toDatabase] = await Promise.allSettled([engine.ping(), store.ping()]);
  if (toEngine.status === 'rejected')
    throw new VestibuleError('engine_unavailable', 'The engine can’t be reached.', {
      cause: toEngine.reason,
      retryAfter: 5,
    });
  if (toDatabase.status === 'rejected')
    throw new VestibuleError('database_unavailable', 'The database can’t be reached.', {
      cause: toDatabase.reason,
      retryAfter: 5,
    });
}

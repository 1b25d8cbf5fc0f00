import { type ErrorCode, VestibuleError } from '../domain/errors';
import type { Services } from './services';

/** Something that sessions need and that is not there, in words for an operator. */
export interface Missing {
  what: 'engine' | 'database' | 'worker' | 'search_attribute';
  /** The name of a search attribute. */
  name?: string;
  message: string;
}

/** ms that an answer holds: probes come from many sides, and each costs the engine three calls. */
const HOLDS = 1_000;
const RETRY_AFTER = 5;

/**
 * Checks what sessions need; each process has one. Rejects with an error whose `extra.missing` names all that lacks.
 */
export function createReadiness({ engine, store, clock }: Pick<Services, 'engine' | 'store' | 'clock'>) {
  let checking: Promise<void> | undefined;
  let isUnderWay = false;
  let holdsUntil = 0;
  const check = async (): Promise<void> => {
    const [ofEngine, ofDatabase] = await Promise.allSettled([engine.lacks(), store.ping()]);
    const missing: Missing[] = [
      ...(ofDatabase.status === 'rejected' ? [DATABASE] : []),
      ...(ofEngine.status === 'rejected' ? [ENGINE] : []),
      ...(ofEngine.status === 'fulfilled' ? ofEngine.value.search_attributes.map(searchAttribute) : []),
      ...(ofEngine.status === 'fulfilled' && ofEngine.value.workers ? [WORKER] : []),
    ];
    if (missing.length > 0) throw notReady(missing, [ofEngine, ofDatabase]);
  };
  return (): Promise<void> => {
    // What was missing may be there now: only good news holds, and whoever asks meanwhile shares the answer.
    if (checking && (isUnderWay || clock() < holdsUntil)) return checking;
    isUnderWay = true;
    checking = check()
      .then(() => {
        holdsUntil = clock() + HOLDS;
      })
      .finally(() => {
        isUnderWay = false;
      });
    return checking;
  };
}

const DATABASE: Missing = { what: 'database', message: 'The database can’t be reached.' };
const ENGINE: Missing = { what: 'engine', message: 'The engine can’t be reached.' };
const WORKER: Missing = {
  what: 'worker',
  message: 'No worker has asked for work of late. What is sent to sessions is kept until one does.',
};
const searchAttribute = (name: string): Missing => ({
  what: 'search_attribute',
  name,
  message: `The engine’s namespace lacks the search attribute ${name}, without which no session can start.`,
});

const CODES: Record<Missing['what'], ErrorCode> = {
  engine: 'engine_unavailable',
  database: 'database_unavailable',
  worker: 'engine_not_ready',
  search_attribute: 'engine_not_ready',
};

function notReady(missing: Missing[], checks: PromiseSettledResult<unknown>[]): VestibuleError {
  const cause: unknown = checks.find((check) => check.status === 'rejected')?.reason;
  const code = CODES[(missing.find(({ what }) => what === 'engine') ?? (missing[0] as Missing)).what];
  const message = missing.map((each) => each.message).join(' ');
  return new VestibuleError(code, message, { cause, retryAfter: RETRY_AFTER, extra: { missing } });
}

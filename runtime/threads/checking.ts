import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { VestibuleError } from '../../domain/errors';
import type { DocumentCheck, Judged } from '../../service/publication/document-check';
import { semaphore } from '../../store/files/semaphore';

/** A document that the thread is asked to check. */
export interface CheckRequest {
  document: string;
  file: string;
  /** Name → text of the catalogs that it brings along. */
  catalogs?: Record<string, string>;
}
export type CheckAnswer = Judged;

/** A thread of its own that checks documents, so that none of them holds this process up. */
export interface CheckingThread {
  check: DocumentCheck;
  /** Ends the thread, and what it is at. */
  close(): Promise<void>;
}

const PROGRAM = path.join(__dirname, 'checking-thread.js');
/** ms for one document. Honest ones take some tens. */
const LIMIT = 5_000;
/** Documents that wait for the thread; one more is refused at once. */
const MOST_WAITING = 20;
/** MB that the thread may have. */
const MAX_HEAP = 256;

/** The thread is started for the first document, kept, and ended where a document takes too long or too much. */
export function createCheckingThread({ program = PROGRAM, limit = LIMIT } = {}): CheckingThread {
  const oneByOne = semaphore(1);
  let waiting = 0;
  let thread: Worker | undefined;

  const started = (): Worker => {
    const made = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP } });
    made.unref();
    made.once('exit', () => {
      if (thread === made) thread = undefined;
    });
    // What it dies of is told to whoever waits for its answer.
    made.on('error', () => undefined);
    return made;
  };

  const close = async (): Promise<void> => {
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  };

  const ask = async (request: CheckRequest): Promise<CheckAnswer> => {
    thread ??= started();
    const answer = once(thread, 'message', { signal: AbortSignal.timeout(limit) });
    thread.postMessage(request);
    try {
      const [answered] = (await answer) as [CheckAnswer];
      return answered;
    } catch {
      await close();
      throw tooLong('The check of this document takes too long: make its conditions and its patterns simpler.');
    }
  };

  return {
    close,
    async check(document, file, catalogs = {}) {
      if (waiting >= MOST_WAITING) throw tooLong('Too many documents wait for their check.');
      waiting += 1;
      try {
        return await oneByOne(() => ask({ document, file, ...(Object.keys(catalogs).length > 0 ? { catalogs } : {}) }));
      } finally {
        waiting -= 1;
      }
    },
  };
}

const tooLong = (message: string): VestibuleError => new VestibuleError('internal_timeout', message);

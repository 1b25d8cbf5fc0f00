import path from 'node:path';
import { semaphore } from '../../store/files/semaphore';
import { createHolder, type HeldContent } from './held-content';
import type { Inspection } from './inspection';
import { type InspectingProcess, ProcessEnded, startProcess, TookTooLong } from './process';

/** Opens the content of a file, from its beginning. */
export type OpenContent = () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Inspects files: whether their content is of an allowed type, and whether it can be opened. */
export interface Inspector {
  /** Holds a file's content while it comes in, so that it need not be read back. */
  hold(): HeldContent;
  /** A file that brings its process to an end, or takes too long, is `too_costly`. Throws what reading it throws. */
  inspect(open: OpenContent, allowed: readonly string[]): Promise<Inspection>;
}

/** Processes that inspect at once: so many files are whole in memory, in theirs. The other files wait in the store. */
const PROCESSES = 2;
/** ms for one file. The largest that a field may take needs two seconds of a slow processor. */
const LIMIT = 20_000;
/** A process may end through no fault of the file, so that a file is tried twice. */
const ATTEMPTS = 2;

/** The inspector of this process. Its processes are started when the first file comes, and kept. */
export function createInspector(program = path.join(__dirname, 'program.js'), limit = LIMIT): Inspector {
  const idle: InspectingProcess[] = [];
  const withPlace = semaphore(PROCESSES);
  const available = () => {
    for (let found = idle.pop(); found; found = idle.pop()) if (found.isAlive()) return found;
    return startProcess(program);
  };

  const attempt = async (open: OpenContent, allowed: readonly string[]): Promise<Inspection | 'ended'> => {
    const process = available();
    try {
      const inspection = await process.inspect(open(), allowed, limit);
      idle.push(process);
      return inspection;
    } catch (error) {
      process.kill();
      if (error instanceof TookTooLong) return { fault: 'too_costly' };
      if (error instanceof ProcessEnded) return 'ended';
      throw error;
    }
  };

  return {
    hold: createHolder(),
    inspect: (open, allowed) =>
      withPlace(async () => {
        for (let tried = 1; ; tried++) {
          const inspection = await attempt(open, allowed);
          if (inspection !== 'ended') return inspection;
          if (tried === ATTEMPTS) return { fault: 'too_costly' };
        }
      }),
  };
}

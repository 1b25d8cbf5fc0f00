import { type ChildProcess, fork } from 'node:child_process';
import type { Inspection } from './inspection';

/** Asks for the inspection of the pieces that were sent before. */
export interface Request {
  allowed: readonly string[];
}

/** Bytes of memory that an inspecting process may have in all; above that it ends itself. */
export const MAX_MEMORY = 768 * 1024 * 1024;
/** MB that its JavaScript may have; a document that takes more is none that people send. */
const MAX_HEAP = 256;

/** The process ended before it had answered. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}
/** The inspection has not ended in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** A process that inspects one file at a time. */
export interface InspectingProcess {
  isAlive(): boolean;
  /**
   * Has a file inspected within `limit` ms from its last byte on. Throws `ProcessEnded` and `TookTooLong`, and what
   * reading `content` throws; the process is of no use then.
   */
  inspect(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    allowed: readonly string[],
    limit: number,
  ): Promise<Inspection>;
  kill(): void;
}

/** Starts a process. It gets nothing of this one's environment, and doesn't keep this one from ending. */
export function startProcess(program: string): InspectingProcess {
  const child = fork(program, {
    env: {},
    execArgv: [`--max-old-space-size=${MAX_HEAP}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  let waiting: { resolve(inspection: Inspection): void; reject(cause: Error): void } | undefined;
  const end = (cause?: unknown) => waiting?.reject(new ProcessEnded('the inspecting process has ended', { cause }));
  child.on('message', (inspection) => waiting?.resolve(inspection as Inspection));
  child.once('disconnect', () => end()).on('error', end);

  return {
    isAlive: () => child.connected,
    async inspect(content, allowed, limit) {
      const answer = new Promise<Inspection>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      // It may be rejected while pieces are still being sent, when nobody awaits it yet.
      answer.catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      try {
        for await (const batch of inBatches(content)) await send(child, batch);
        timer = setTimeout(() => waiting?.reject(new TookTooLong(`no inspection within ${limit} ms`)), limit);
        await send(child, { allowed });
        return await answer;
      } finally {
        clearTimeout(timer);
        waiting = undefined;
      }
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Bytes that are sent in one message: each costs both sides about as much as copying so many. */
const BATCH = 256 * 1024;

async function* inBatches(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of content) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < BATCH) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}

const send = (child: ChildProcess, message: Uint8Array | Request): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!child.connected) reject(new ProcessEnded('the inspecting process has ended'));
    else child.send(message, (cause) => (cause ? reject(new ProcessEnded(cause.message, { cause })) : resolve()));
  });

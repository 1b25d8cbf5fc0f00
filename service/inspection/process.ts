import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { END, frame } from './frames';
import type { Inspection } from './inspection';

/** Asks for the inspection of the file that comes through the pipe, in frames. */
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
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  const pipe = child.stdin as Socket;
  child.unref();
  child.channel?.unref();
  pipe.unref();
  let waiting: { resolve(inspection: Inspection): void; reject(cause: Error): void } | undefined;
  const end = (cause?: unknown) => waiting?.reject(new ProcessEnded('the inspecting process has ended', { cause }));
  child.on('message', (inspection) => waiting?.resolve(inspection as Inspection));
  child.once('disconnect', () => end()).on('error', end);
  pipe.on('error', end);

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
        child.send({ allowed } satisfies Request, (cause) => cause && end(cause));
        for await (const piece of content) await write(pipe, frame(piece));
        await write(pipe, [END]);
        timer = setTimeout(() => waiting?.reject(new TookTooLong(`no inspection within ${limit} ms`)), limit);
        return await answer;
      } finally {
        clearTimeout(timer);
        waiting = undefined;
      }
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Writes buffers as they are. Resolves once they have left, so that no more than these wait in memory. */
const write = (pipe: Writable, buffers: readonly Uint8Array[]): Promise<void> =>
  new Promise((resolve, reject) => {
    if (buffers.length === 0) return resolve();
    pipe.cork();
    buffers.forEach((buffer, index) => {
      const isLast = index === buffers.length - 1;
      pipe.write(buffer, (cause) => {
        if (cause) reject(new ProcessEnded('the inspecting process has ended', { cause }));
        else if (isLast) resolve();
      });
    });
    pipe.uncork();
  });

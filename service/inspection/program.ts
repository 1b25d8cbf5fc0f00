import { Worker } from 'node:worker_threads';
import { readFrames } from './frames';
import { inspect } from './inspect';
import type { Inspection } from './inspection';
import { MAX_MEMORY, type Request } from './process';

/*
 * The program of an inspecting process. It takes one file at a time: which types are allowed by a message, the file
 * itself through its standard input, and answers with the inspection. It has no settings, no keys and no connections;
 * what a file does to it stays here.
 */

const CONTENT = 0;

process.on('message', ({ allowed }: Request) => {
  const bytes = readFrames(CONTENT);
  if (!bytes) process.exit();
  // What a library throws at is nothing that it can read.
  const inspected = inspect(bytes, allowed).catch((): Inspection => ({ fault: 'unreadable' }));
  void inspected.then((inspection) => process.send?.(inspection));
});
process.on('disconnect', () => process.exit());

// From a thread of its own, for a decoder in JavaScript leaves the main thread no time to look.
const watch = `setInterval(() => {
  if (process.memoryUsage.rss() > ${MAX_MEMORY}) process.kill(process.pid, 'SIGKILL');
}, 20)`;
new Worker(watch, { eval: true }).unref();

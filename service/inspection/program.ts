import { Worker } from 'node:worker_threads';
import { inspect } from './inspect';
import type { Inspection } from './inspection';
import { MAX_MEMORY, type Request } from './process';

/*
 * The program of an inspecting process. It takes one file at a time: its pieces, then which types are allowed, and
 * answers with the inspection. It has no settings, no keys and no connections; what a file does to it stays here.
 */

let pieces: Uint8Array[] = [];

process.on('message', (message: Uint8Array | Request) => {
  if (message instanceof Uint8Array) return void pieces.push(message);
  const bytes = Buffer.concat(pieces);
  pieces = [];
  // What a library throws at is nothing that it can read.
  const inspected = inspect(bytes, message.allowed).catch((): Inspection => ({ fault: 'unreadable' }));
  void inspected.then((inspection) => process.send?.(inspection));
});
process.on('disconnect', () => process.exit());

// From a thread of its own, for a decoder in JavaScript leaves the main thread no time to look.
const watch = `setInterval(() => {
  if (process.memoryUsage.rss() > ${MAX_MEMORY}) process.kill(process.pid, 'SIGKILL');
}, 20)`;
new Worker(watch, { eval: true }).unref();

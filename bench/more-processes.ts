import path from 'node:path';
import { Child } from '../local/servers/child';
import { freePort, LOOPBACK } from '../local/servers/free-ports';
import type { Stack } from '../local/stack/stack';
import { projectRoot } from '../runtime/paths';
import { patiently } from './run';

/** One of our own processes, started beside the stack's. */
export interface OneMore {
  url: string;
  stop(): Promise<void>;
}

/** One more worker on a stack; it is ready when this resolves. */
export const addWorker = (stack: Stack): Promise<OneMore> => start(stack, 'worker', 'worker.js', 'WORKER_PORT');

/** One more API process on a stack, ready as well. */
export const addApi = (stack: Stack): Promise<OneMore> => start(stack, 'api', path.join('api', 'server.js'), 'PORT');

async function start(stack: Stack, name: string, file: string, setting: string): Promise<OneMore> {
  const port = await freePort(0);
  const child = new Child({
    name,
    command: process.execPath,
    args: [path.join(projectRoot(), 'dist', file)],
    env: { ...stack.env, [setting]: String(port) },
    log: path.join(stack.home, 'logs', `${name}-more.log`),
  });
  const url = `http://${LOOPBACK}:${port}`;
  await patiently(async () => {
    const answer = await fetch(`${url}/readyz`);
    if (!answer.ok) throw new Error(`the ${name} answers ${answer.status}`);
  });
  return { url, stop: () => child.stop() };
}

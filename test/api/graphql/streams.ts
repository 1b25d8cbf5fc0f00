import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../../api/app';
import { basic, type Client } from '../support/test-app';
import type { TestApp } from './support';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
/** An API process on a port of its own: the address of its `/graphql`. */
export async function listen({ deps }: TestApp, changes: Partial<TestApp['deps']> = {}): Promise<string> {
  const server = createApp({ ...deps, ...changes }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
/** The stream as it is on the line. */
export async function raw(url: string, client: Client, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: basic(client),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  return {
    status: answer.status,
    async until(text: string): Promise<string> {
      let all = '';
      while (!all.includes(text)) {
        const { value, done } = await reader.read();
        if (done) return all;
        all += Buffer.from(value).toString();
      }
      return all;
    },
    leave: () => reader.cancel(),
  };
}

export type Subscription = Awaited<ReturnType<typeof raw>>;

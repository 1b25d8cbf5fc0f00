import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { EventSource as NodeEventSource } from 'undici';
import { App, type Conversation, expectStatus } from '../../cli/tour/app';
import { CHROMIUM } from '../support/chromium';
import { stack } from '../support/stack';

/** What a listener has got so far: statuses in their order, and whether it has given up for good. */
interface Heard {
  statuses: string[];
  ids: string[];
  isClosed: boolean;
}
interface Listener {
  heard(): Promise<Heard>;
  close(): Promise<void>;
}

const port = (server: Server) => (server.address() as AddressInfo).port;
const listening = async <S extends Server>(server: S): Promise<S> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

/** A line to the API that can be cut; it counts the connections that were made. */
async function lineTo(url: string) {
  const sockets = new Set<Socket>();
  let made = 0;
  const { hostname, port: to } = new URL(url);
  const server = await listening(
    createServer((socket) => {
      made += 1;
      const onwards = connect(Number(to), hostname);
      for (const end of [socket, onwards]) {
        sockets.add(end);
        end.on('error', () => undefined).on('close', () => sockets.delete(end));
      }
      socket.pipe(onwards).pipe(socket);
    }),
  );
  return {
    url: `http://127.0.0.1:${port(server)}`,
    made: () => made,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => server.close(),
  };
}

let browser: Browser | undefined;
afterAll(() => browser?.close());

/** In a page of Chromium, at an origin of its own, as a tenant's app would. */
async function inChromium(address: string): Promise<Listener> {
  browser ??= await chromium.launch({ executablePath: String(CHROMIUM), args: ['--no-sandbox'] });
  const server = await listening(
    createHttpServer((_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<p>shop</p>')),
  );
  const page = await browser.newPage();
  await page.goto(`http://localhost:${port(server)}/`);
  await page.evaluate(`{
    const events = new EventSource(${JSON.stringify(address)});
    window.heard = { statuses: [], ids: [], isClosed: false };
    events.addEventListener('session', ({ data, lastEventId }) => {
      heard.statuses.push(JSON.parse(data).status);
      heard.ids.push(lastEventId);
    });
    events.onerror = () => { heard.isClosed = events.readyState === EventSource.CLOSED; };
  }`);
  return {
    heard: () => page.evaluate('heard') as Promise<Heard>,
    async close() {
      await page.close();
      server.close().closeAllConnections();
    },
  };
}

/** Node's own, which follows the same specification. */
async function inNode(address: string): Promise<Listener> {
  const events = new NodeEventSource(address);
  const heard: Heard = { statuses: [], ids: [], isClosed: false };
  events.addEventListener('session', (event) => {
    const { data, lastEventId } = event as unknown as { data: string; lastEventId: string };
    heard.statuses.push(JSON.parse(data).status);
    heard.ids.push(lastEventId);
  });
  events.onerror = () => {
    heard.isClosed = events.readyState === NodeEventSource.CLOSED;
  };
  return { heard: async () => heard, close: async () => events.close() };
}

async function until(listener: Listener, holds: (heard: Heard) => boolean): Promise<Heard> {
  for (;;) {
    const heard = await listener.heard();
    if (holds(heard)) return heard;
    await new Promise(setImmediate);
  }
}

async function addressFor(session: Conversation, base: string): Promise<string> {
  const headers = { authorization: `Bearer ${session.nonce}` };
  const reply = expectStatus(await session.app.call('POST', `/sessions/${session.id}/events/ticket`, { headers }), 200);
  return `${base}/sessions/${session.id}/events?ticket=${reply.body.ticket}`;
}

const KINDS: [string, (address: string) => Promise<Listener>, boolean][] = [
  ['Chromium', inChromium, CHROMIUM !== undefined],
  ['Node', inNode, true],
];

describe.each(KINDS)('The EventSource of %s', (_name, open, isHere) => {
  const whereItIs = isHere ? test : test.skip;

  whereItIs('listens by a ticket to a session’s end, over a line that breaks, and then stays away', async () => {
    const line = await lineTo(stack().demo.api_url);
    const session = await new App(stack().demo).start('xyz_aisp_sbx_#1.0');
    const listener = await open(await addressFor(session, line.url));
    try {
      await until(listener, ({ statuses }) => statuses.length === 1);
      line.cut();
      await session.submit({ psu_id: 'user_embedded' });
      await session.until(({ next }) => next.kind === 'form');
      await until(listener, ({ statuses }) => statuses.includes('AWAITING_STEP'));
      await session.submit({ otp: '123456' });
      await session.until(session.ended);
      await until(listener, ({ statuses }) => statuses.at(-1) === 'COMPLETED');
      const { statuses, ids } = await until(listener, ({ isClosed }) => isClosed);
      expect(statuses[0]).toBe('SESSION_CREATED');
      expect(statuses.filter((status) => status === 'COMPLETED')).toHaveLength(1);
      expect(new Set(ids).size).toBe(ids.length);
      // The first, the one after the cut, and the one that was answered 204.
      expect(line.made()).toBeLessThanOrEqual(4);
    } finally {
      await listener.close();
      line.cut();
      line.close();
    }
  });
});

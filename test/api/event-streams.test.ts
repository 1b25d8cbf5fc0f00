import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express, { type Response } from 'express';
import { createEventStreams } from '../../api/http/event-streams';

let server: Server;
let client: Socket;

/** One stream of a session, whose client reads or does not. */
async function open(reads: boolean) {
  const streams = createEventStreams({ event_streams: 2 });
  const opened = new Promise<Response>((resolve) => {
    const app = express().get('/', (_req, res) => {
      streams.open(res, { of: 'session', id: 'one' });
      resolve(res);
    });
    server = createServer(app).listen(0, '127.0.0.1');
  });
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const heard: string[] = [];
  if (reads) client.on('data', (chunk) => heard.push(String(chunk)));
  else client.pause();
  return { streams, res: await opened, heard };
}
afterEach(() => {
  jest.useRealTimers();
  client.destroy();
  server.close().closeAllConnections();
});

test('a client who does not read is cut off before it costs much, and has room made for another', async () => {
  const { streams, res } = await open(false);
  const closed = once(res, 'close');
  let most = 0;
  while (!res.destroyed) {
    streams.write(res, 'session', 'id', 'x'.repeat(64 * 1024));
    most = Math.max(most, res.writableLength);
    await new Promise(setImmediate);
  }
  await closed;
  expect(most).toBeLessThan(300 * 1024);
  for (let another = 0; another < 2; another += 1)
    expect(() => streams.admit({ of: 'session', id: `other ${another}` })).not.toThrow();
});

test('a silent stream is kept alive by a comment every 15 seconds, which is no event', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'queueMicrotask'] });
  const { heard } = await open(true);
  jest.advanceTimersByTime(15_000);
  while (!heard.join('').includes(':\n\n')) await new Promise(setImmediate);
  expect(heard.join('')).not.toContain('event:');
});

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { certificate } from './certificate';

/** What a tenant's server was sent. */
export interface Received {
  headers: IncomingHttpHeaders;
  method: string;
  path: string;
  body: string;
}
type Answer = (res: ServerResponse, received: Received) => void;

const readBody = async (req: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
};

/** A tenant's server at `localhost` that answers as the test says, and keeps what it was sent. */
export async function receiver(answer: Answer = (res) => void res.writeHead(204).end(), isSecure = false, wanted = 0) {
  const received: Received[] = [];
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const one = { headers: req.headers, method: String(req.method), path: String(req.url), body: await readBody(req) };
    received.push(one);
    answer(res, one);
  };
  const server = isSecure ? createSecureServer(certificate) : createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  server.on('request', (req: IncomingMessage, res: ServerResponse) => void handle(req, res).catch(() => undefined));
  await new Promise<void>((resolve) => void server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return {
    received,
    port,
    connections: sockets,
    close,
    url: `${isSecure ? 'https' : 'http'}://localhost:${port}/hook`,
  };
}

export type Receiver = Awaited<ReturnType<typeof receiver>>;

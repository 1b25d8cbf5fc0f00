import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../sdk/src/client';
import { createServer as createTenantServer } from '../../sdk/src/server';

/** One call that arrived: whole, with its body. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
/** Answers one call. Destroying the response is a lost answer. */
export type Act = (res: ServerResponse, call: Arrived, req: IncomingMessage) => void;

/** An API that answers as a test says, over real HTTP: the first call by the first act; the last act stays. */
export async function peer(...acts: Act[]) {
  const calls: Arrived[] = [];
  const server = createServer((req, res) => void arrive(req, res));
  const arrive = async (req: IncomingMessage, res: ServerResponse) => {
    const pieces: Buffer[] = [];
    const number = calls.length;
    const call = { method: String(req.method), url: String(req.url), headers: req.headers, body: '' };
    calls.push(call);
    try {
      for await (const piece of req) pieces.push(piece);
    } catch {
      // The caller has left.
    }
    call.body = Buffer.concat(pieces).toString('latin1');
    (acts[number] ?? acts.at(-1))?.(res, call, req);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    calls,
    client: createClient({ apiUrl, clientId: 'shop', appKey: 'key' }),
    server: createTenantServer({ apiUrl, clientId: 'shop', clientSecret: 'secrét' }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const STATE = {
  session_id: 's-1',
  skill: 'a#1',
  status: 'AWAITING_STEP',
  nonce: 'n-1',
  next: { kind: 'form', step: 'who', step_id: 'v-1' },
  phases: [],
};
export const state = (more: object) => ({ ...STATE, ...more });

export const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Act =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
export const refusal = (status: number, code: string, retryable: boolean, headers: Record<string, string> = {}) =>
  answer(status, { code, status, detail: `It is ${code}.`, retryable, request_id: 'r-1' }, headers);
export const lost: Act = (res) => res.destroy();
export const half: Act = (res) => {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  res.write('{"session_id": "s-1", ', () => res.destroy());
};
export const never: Act = () => undefined;

/** An event stream: these events, each with its number as id, and then the end, a cut, or nothing more. */
export const stream =
  (states: readonly object[], then: 'ends' | 'breaks' | 'stays', from = 0): Act =>
  (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    const text = states.map((one, at) => `event: session\r\nid: ${from + at}\r\ndata: ${JSON.stringify(one)}\r\n\r\n`);
    res.write(`: here\r\n\r\n${text.join('')}`, () => {
      if (then === 'ends') res.end();
      if (then === 'breaks') res.write('event: session\ndata: {"hal', () => res.destroy());
    });
  };

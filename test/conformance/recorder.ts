import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { LOOPBACK } from '../../local/servers/free-ports';

/** A reverse proxy before the bank that writes down each exchange. */
export interface Recorder {
  /** What stands for the bank's address. */
  url: string;
  /** What follows belongs to this case: a file of its own in the folder. */
  begin(name: string): void;
  stop(): void;
}

export async function startRecorder(bank: URL, folder: string): Promise<Recorder> {
  mkdirSync(folder, { recursive: true });
  let file = path.join(folder, 'start.txt');
  const server = createServer((request, response) => {
    pass(bank, request, response, (text) => appendFileSync(file, text)).catch((error: Error) => {
      appendFileSync(file, `! ${error.message}\n\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}${bank.pathname}`,
    begin: (name) => {
      file = path.join(folder, `${name.replace(/[^a-z0-9]+/gi, '-')}.txt`);
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The bank's links name the bank's own address; they are made to lead through here again. */
async function pass(
  bank: URL,
  request: IncomingMessage,
  response: ServerResponse,
  write: (text: string) => void,
): Promise<void> {
  const body = await textOf(request);
  const { connection: _connection, host = '', ...given } = request.headers as Record<string, string>;
  const answer = await fetch(new URL(request.url ?? '/', bank), {
    method: request.method ?? 'GET',
    headers: given,
    redirect: 'manual',
    ...(body ? { body } : {}),
  });
  const text = await answer.text();
  write(`> ${request.method} ${request.url}\n${headersOf(given)}  ${body}\n`);
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !HOP.has(name)));
  write(`< ${answer.status}\n${headersOf(headers)}  ${text}\n\n`);
  if (headers.location) headers.location = headers.location.replaceAll(bank.host, host);
  response.writeHead(answer.status, headers);
  response.end(text.replaceAll(bank.host, host));
}

const HOP = new Set(['transfer-encoding', 'connection', 'keep-alive', 'content-length', 'content-encoding']);

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const SHOWN = /^(psu-|tpp-|aspsp-|consent-id|x-request-id|location|retry-after)/;
const headersOf = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .filter(([name]) => SHOWN.test(name))
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('');

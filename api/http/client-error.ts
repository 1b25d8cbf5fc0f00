import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { ERRORS, type ErrorCode, VestibuleError } from '../../domain/errors';
import { answerProblem, PROBLEM_JSON } from './problem';

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
}

/**
 * Answers malformed, oversized and slow HTTP with a problem document. Where it is the body that is malformed, its call
 * is under way and answered with all its headers; else no route ever sees the request.
 */
export function answerClientErrors(server: Server, log: Logger): void {
  const latest = new WeakMap<Duplex, Exchange>();
  server.prependListener('request', (req, res) => latest.set(req.socket, { req, res }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const refusal = refusalOf(error);
    const exchange = latest.get(socket);
    if (!refusal || !socket.writable) socket.destroy();
    else if (!exchange || exchange.res.writableFinished) socket.end(asText(refusal));
    else endExchange(exchange, refusal, socket, log);
  });
}

const REFUSALS: Record<string, [code: ErrorCode, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The URL and the headers may have 16 KiB together.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['body_too_large', 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not come in in time.'],
};

/** `undefined` where there is nobody to answer to any more. */
function refusalOf({ code = '' }: NodeJS.ErrnoException): VestibuleError | undefined {
  if (code === 'ECONNRESET') return undefined;
  const [known, detail] = REFUSALS[code] ?? ['request_invalid', 'The request is not well-formed HTTP.'];
  return new VestibuleError(known, detail);
}

/** A call is under way: its body is at fault and the call is refused, or what follows it is, and it is the last one. */
function endExchange({ req, res }: Exchange, refusal: VestibuleError, socket: Duplex, log: Logger): void {
  if (!req.complete && !res.headersSent) {
    res.setHeader('Connection', 'close');
    answerProblem(log)(refusal, req as Request, res as Response, () => undefined);
  }
  if (res.writableFinished) socket.end();
  else res.once('close', () => socket.destroy());
}

/** An answer to a request whose headers nobody could read: so it has an id of its own, and any origin may read it. */
function asText({ code, message }: VestibuleError): string {
  const { status, title, retryable } = ERRORS[code];
  const request_id = randomUUID();
  const body = JSON.stringify({
    type: `urn:vestibule:error:${code}`,
    title,
    status,
    detail: message,
    instance: '/',
    code,
    request_id,
    retryable,
  });
  const lines = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${request_id}`,
    'Access-Control-Allow-Origin: *',
    'Access-Control-Expose-Headers: X-Request-Id',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const REASONS: Record<number, string> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};

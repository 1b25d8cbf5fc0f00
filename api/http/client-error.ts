import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS } from '../../domain/errors';
import { PROBLEM_JSON } from './problem';

/** Answers malformed or oversized HTTP with a problem document. No route ever sees such a request. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(
      refusal(
        error.code === 'HPE_HEADER_OVERFLOW'
          ? 'The URL and the headers may have 16 KiB together.'
          : 'The request is not well-formed HTTP.',
      ),
    );
  });
}

function refusal(detail: string): string {
  const code = 'request_invalid';
  const { status, title, retryable } = ERRORS[code];
  const request_id = randomUUID();
  const body = JSON.stringify({
    type: `urn:vestibule:error:${code}`,
    title,
    status,
    detail,
    instance: '/',
    code,
    request_id,
    retryable,
  });
  const lines = [
    `HTTP/1.1 ${status} Bad Request`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${request_id}`,
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

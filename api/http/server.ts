import { createServer, type RequestListener, type Server } from 'node:http';
import type { Logger } from 'pino';
import { answerClientErrors } from './client-error';

/** Bytes of URL and headers together. */
const HEADER_LIMIT = 16 * 1024;

/**
 * The HTTP server of the API, which doesn't listen. Its limits cut slow or endless requests before they cost anything;
 * every answer that Node would give by itself is a problem document. Times in ms. What takes long on purpose is the
 * answer, not the request: the longest request is an upload, whose own limit is shorter.
 */
export function createHttpServer(app: RequestListener, log: Logger, times: { headers?: number } = {}): Server {
  const server = createServer(
    {
      headersTimeout: times.headers ?? 10_000,
      requestTimeout: 180_000,
      connectionsCheckingInterval: Math.min(times.headers ?? 5_000, 5_000),
      keepAliveTimeout: 65_000,
      maxHeaderSize: HEADER_LIMIT,
      // The app says so itself.
      requireHostHeader: false,
    },
    app,
  );
  // Node would drop those above a limit without a word; the app refuses them.
  server.maxHeadersCount = 0;
  server.on('checkExpectation', app);
  answerClientErrors(server, log);
  return server;
}

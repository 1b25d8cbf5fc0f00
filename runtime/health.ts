import { createServer, type Server } from 'node:http';
import { register } from 'prom-client';

export interface Health {
  /** Rejects while the worker can't take work. */
  ready(): Promise<unknown>;
  /** Prometheus' text format. */
  metrics(): Promise<string>;
}

/**
 * Serves the worker's health checks and metrics: `/livez`, `/readyz` and `/metrics`.
 *
 * They say no more than yes or no, since others may reach them.
 */
export async function serveHealth({ host, port }: { host: string; port: number }, health: Health): Promise<Server> {
  const answers: Record<string, () => Promise<{ type: string; text: string }>> = {
    '/livez': async () => ({ type: 'application/json', text: '{"status":"ok"}' }),
    '/readyz': async () => {
      await health.ready();
      return { type: 'application/json', text: '{"status":"ok"}' };
    },
    '/metrics': async () => ({ type: register.contentType, text: await health.metrics() }),
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url?.split('?')[0] ?? ''];
    const send = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'content-type': type }).end(text);
    if (!answer) send(404, 'application/json', '{"status":"not_found"}');
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      send(405, 'application/json', '{"status":"method_not_allowed"}');
    else {
      answer().then(
        ({ type, text }) => send(200, type, text),
        () => send(503, 'application/json', '{"status":"unavailable"}'),
      );
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}

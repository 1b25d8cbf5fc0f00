import { Agent, request } from 'undici';

/** An answer other than the one expected: fails the run. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

export interface Sent {
  headers?: Record<string, string>;
  json?: unknown;
  bytes?: Buffer;
  /** What counts as success. */
  expect: number | readonly number[];
}

/**
 * The load generator's side of HTTP: connections stay open, answers are read to the end and parsed, as a client would.
 */
export class Http {
  private readonly agent = new Agent({
    connections: 256,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    headersTimeout: 60_000,
  });
  constructor(readonly base: string) {}

  // biome-ignore lint/suspicious/noExplicitAny: the arms answer with whatever each of them has.
  async send(method: 'GET' | 'POST', path: string, { headers = {}, json, bytes, expect }: Sent): Promise<any> {
    const typed = json === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const response = await request(this.base + path, {
      dispatcher: this.agent,
      method,
      headers: typed,
      body: bytes ?? (json === undefined ? null : JSON.stringify(json)),
    });
    const text = await response.body.text();
    if (![expect].flat().includes(response.statusCode)) {
      throw new UnexpectedAnswer(
        `${method} ${path}: ${expect} was expected, ${response.statusCode} came: ${text.slice(0, 400)}`,
      );
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

import type { Readable } from 'node:stream';
import { Agent, errors, request } from 'undici';
import { ConnectorError } from '../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../domain/json';

/** PEM texts. The certificate is what a bank knows its caller by (eIDAS QWAC), where it asks for one. */
export interface ClientTls {
  cert?: string;
  key?: string;
  ca?: string;
}
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  body?: JsonObject | Readable;
  signal: AbortSignal | undefined;
  /** ms; default 8 s, which leaves an attempt of 10 s the time to say so. */
  timeout?: number;
}
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** `{}` where the answer has no body. */
  body: JsonObject;
}
export interface Http {
  /**
   * Any HTTP status is an answer; throws `ConnectorError` `unavailable` where there is none, `error` where it can't be
   * used.
   */
  send(call: Call): Promise<Answer>;
  close(): Promise<void>;
}

const MAX_BYTES = 4 * 1024 * 1024;
const CONNECT_MS = 3_000;
const ANSWER_MS = 8_000;

/**
 * An HTTP client that waits and reads only so much, follows no redirect, and retries nothing: retries are Temporal's.
 */
export function createHttp(tls: ClientTls = {}): Http {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, ...tls },
    maxResponseSize: MAX_BYTES,
    connections: 64,
    keepAliveTimeout: 10_000,
  });
  return { send: (call) => send(agent, call), close: () => agent.close() };
}

async function send(
  dispatcher: Agent,
  { method, url, headers, body, signal, timeout = ANSWER_MS }: Call,
): Promise<Answer> {
  const clock = AbortSignal.timeout(timeout);
  const payload = body === undefined ? null : isStream(body) ? body : JSON.stringify(body);
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: {
        accept: 'application/json',
        ...(typeof payload === 'string' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: payload,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      signal: signal ? AbortSignal.any([clock, signal]) : clock,
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: flat(response.headers), body: parse(text, response.statusCode) };
  } catch (cause) {
    throw asConnectorError(cause);
  }
}

const isStream = (body: JsonObject | Readable): body is Readable => typeof (body as Readable).pipe === 'function';

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')]),
  );

/** A refusal may come as a page of HTML from a gateway; its status says enough. A success must be an object. */
function parse(text: string, status: number): JsonObject {
  if (text === '') return {};
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return value;
  } catch (cause) {
    if (status < 400) throw unusable(cause);
  }
  if (status < 400) throw unusable();
  return {};
}

/** The other side answered, in a way that we can't use: asking again would not help. */
export const unusable = (cause?: unknown): ConnectorError =>
  new ConnectorError('error', 'The answer can’t be used.', { cause, uncertain: true });

const unavailable = (cause: unknown): ConnectorError =>
  new ConnectorError('unavailable', 'There was no answer in time.', { cause, retryable: true, uncertain: true });

function asConnectorError(cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  if (cause instanceof errors.ResponseExceededMaxSizeError) return unusable(cause);
  if (cause instanceof errors.InvalidArgumentError)
    return new ConnectorError('error', 'The request can’t be sent.', { cause });
  return unavailable(cause);
}

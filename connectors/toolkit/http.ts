import type { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Agent, errors, request } from 'undici';
import { ConnectorError } from '../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../domain/json';

/** PEM texts. The certificate is what a bank knows its caller by (eIDAS QWAC), where it asks for one. */
export interface ClientTls {
  cert?: string;
  key?: string;
  ca?: string;
}
export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  body?: JsonObject | Readable | URLSearchParams;
  signal: AbortSignal | undefined;
  /** ms; default 8 s, which leaves an attempt of 10 s the time to say so. */
  timeout?: number;
  /** What a success may be: a JSON object (the default), or `any` document, for the caller to read. */
  as?: 'json' | 'any';
}
export interface BankResponse {
  status: number;
  headers: Record<string, string>;
  /** The address that was asked: links in the answer are relative to it (RFC 3986). */
  url: URL;
  /** `{}` where the answer has no body, or one that is no JSON object. */
  body: JsonObject;
  /** The body as it came, unpacked and decoded by the charset that its media type names. */
  text: string;
  /** The body's bytes, unpacked: a statement may be an archive, or name its own charset. */
  bytes: Buffer;
}
export interface Http {
  /**
   * Any HTTP status is an answer; throws `ConnectorError` `unavailable` where there is none, `error` where it can't be
   * used.
   */
  send(call: HttpCall): Promise<BankResponse>;
  close(): Promise<void>;
}

const MAX_BYTES = 4 * 1024 * 1024;
/** A bank that does not page gives some 10,000 bookings, of half a kilobyte each, in one document. */
const MAX_DOCUMENT = 16 * 1024 * 1024;
const CONNECT_MS = 3_000;
const ANSWER_MS = 8_000;

/**
 * An HTTP client that waits and reads only so much, follows no redirect, and retries nothing: retries are Temporal's.
 */
export function createHttp(tls: ClientTls = {}): Http {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, ...tls },
    maxResponseSize: MAX_DOCUMENT,
    connections: 64,
    keepAliveTimeout: 10_000,
  });
  return { send: (call) => send(agent, call), close: () => agent.close() };
}

async function send(
  dispatcher: Agent,
  { method, url, headers, body, signal, timeout = ANSWER_MS, as = 'json' }: HttpCall,
): Promise<BankResponse> {
  const clock = AbortSignal.timeout(timeout);
  const { payload, type } = payloadOf(body);
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: {
        accept: 'application/json',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      body: payload,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      signal: signal ? AbortSignal.any([clock, signal]) : clock,
    });
    const answered = flat(response.headers);
    const limit = as === 'any' ? MAX_DOCUMENT : MAX_BYTES;
    const bytes = unpacked(await collected(response.body, limit), answered, limit);
    const text = decoded(bytes, answered, as);
    const status = response.statusCode;
    return { status, headers: answered, url, body: parse(text, status, as), text, bytes };
  } catch (cause) {
    throw asConnectorError(cause);
  }
}

function payloadOf(body: HttpCall['body']): { payload: string | Readable | null; type?: string } {
  if (body === undefined) return { payload: null };
  if (body instanceof URLSearchParams) return { payload: body.toString(), type: 'application/x-www-form-urlencoded' };
  if (isStream(body)) return { payload: body };
  return { payload: JSON.stringify(body), type: 'application/json' };
}

const isStream = (body: JsonObject | Readable): body is Readable => typeof (body as Readable).pipe === 'function';

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')]),
  );

const UNPACK: Readonly<Record<string, (packed: Buffer, limits: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** A body up to a number of bytes; the rest of a longer one is not read. Throws `ConnectorError`. */
async function collected(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of body) {
    total += part.length;
    if (total > limit) throw unusable();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Some gateways pack what nobody asked them to. Throws `ConnectorError`. */
function unpacked(raw: Buffer, headers: Record<string, string>, maxOutputLength: number): Buffer {
  const unpack = UNPACK[headers['content-encoding']?.trim().toLowerCase() ?? ''];
  try {
    return unpack ? unpack(raw, { maxOutputLength }) : raw;
  } catch (cause) {
    throw unusable(cause);
  }
}

/** The charset that a media type names; some banks still speak ISO 8859-1. */
export const charsetOf = (headers: Record<string, string>): string | undefined =>
  /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1];

/** A document that is not JSON may be anything: whoever reads it decodes its bytes. Throws `ConnectorError`. */
function decoded(bytes: Buffer, headers: Record<string, string>, as: 'json' | 'any'): string {
  try {
    return new TextDecoder(charsetOf(headers) ?? 'utf-8').decode(bytes);
  } catch (cause) {
    if (as === 'any') return bytes.toString('latin1');
    throw unusable(cause);
  }
}

/** A refusal may come as a page of HTML from a gateway; its status says enough. A success must be an object. */
function parse(text: string, status: number, as: 'json' | 'any'): JsonObject {
  const mustBeJson = status < 400 && as === 'json';
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return value;
  } catch (cause) {
    if (mustBeJson) throw unusable(cause);
  }
  if (mustBeJson) throw unusable();
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
  return isUnsent(cause) ? unreachable(cause) : unavailable(cause);
}

const UNSENT = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** No connection came about, so nothing can have happened at the other side. */
const isUnsent = (cause: unknown): boolean =>
  cause instanceof Error && UNSENT.has(String((cause as { code?: unknown }).code));

const unreachable = (cause: unknown): ConnectorError =>
  new ConnectorError('unavailable', 'The other side can’t be reached.', { cause, retryable: true });

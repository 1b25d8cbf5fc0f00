import type { WebhookEvent } from './webhook-types.js';

/** A webhook that isn't to be believed: its message says why. */
export class WebhookError extends Error {
  override readonly name: string = 'WebhookError';
  /** What to answer the sender with: 401, or 400 where a message that is signed can’t be read. */
  readonly status: 400 | 401;
  constructor(
    message: string,
    readonly code: 'header_missing' | 'timestamp_invalid' | 'timestamp_stale' | 'signature_invalid' | 'body_invalid',
  ) {
    super(message);
    this.status = code === 'body_invalid' ? 400 : 401;
  }
}

/** Headers as Node, Express or `fetch` have them. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | { [name: string]: string | readonly string[] | undefined };

export interface VerifyOptions {
  /** Seconds that the sender's clock may be off, or a message be old; 300 by default. */
  tolerance?: number;
  /** ms since 1970; for tests. */
  now?: number;
}

/**
 * Believes a webhook, or throws: signed by Standard Webhooks, with one of these secrets, and not stale.
 *
 * @param body as it arrived, to the byte: not parsed and written again
 * @param secrets `whsec_…`, or the public key `whpk_…` of `v1a`; while a secret is rotated, the old one beside the new
 * @throws WebhookError
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { tolerance = 300, now = Date.now() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  ) as [string, string, string];
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (Number.isNaN(seconds)) throw new WebhookError('webhook-timestamp is no number of seconds.', 'timestamp_invalid');
  const off = Math.round(now / 1000 - seconds);
  if (Math.abs(off) > tolerance)
    throw new WebhookError(`The message is ${off} s old; ${tolerance} s are taken at most.`, 'timestamp_stale');
  const signed = bytes(`${id}.${timestamp}.${text}`);
  const given = signatures.split(' ').map((one) => one.split(',') as [string, string?]);
  for (const secret of [secrets].flat())
    for (const [version, signature = ''] of given)
      if (await isSigned(secret, version, signature, signed)) return readEvent(text);
  throw new WebhookError('No signature is of any of these secrets.', 'signature_invalid');
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? (headers as { get(name: string): string | null }).get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = Array.isArray(value) ? value[0] : value;
  if (typeof text !== 'string' || text === '')
    throw new WebhookError(`The header ${name} is missing.`, 'header_missing');
  return text;
}

function readEvent(text: string): WebhookEvent {
  try {
    return JSON.parse(text) as WebhookEvent;
  } catch {
    throw new WebhookError('The body is no JSON.', 'body_invalid');
  }
}

/** Web Crypto compares in constant time. */
async function isSigned(secret: string, version: string, signature: string, signed: Uint8Array): Promise<boolean> {
  const [, prefix = '', encoded = ''] = /^(whsec_|whpk_)?(.*)$/s.exec(secret) ?? [];
  const isPublic = prefix === 'whpk_';
  if (version !== (isPublic ? 'v1a' : 'v1')) return false;
  const key = fromBase64(encoded);
  if (!key || key.length === 0) throw new TypeError(`A webhook’s secret is ${prefix || 'whsec_'} and base64.`);
  const proof = fromBase64(signature);
  if (!proof) return false;
  const { subtle } = await webCrypto();
  const algorithm = isPublic ? 'Ed25519' : { name: 'HMAC', hash: 'SHA-256' };
  const imported = await subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, algorithm, false, ['verify']);
  return subtle.verify(
    isPublic ? 'Ed25519' : 'HMAC',
    imported,
    proof as Uint8Array<ArrayBuffer>,
    signed as Uint8Array<ArrayBuffer>,
  );
}

type WebCrypto = typeof globalThis.crypto;

/** Node 18 has Web Crypto as a module only. */
async function webCrypto(): Promise<WebCrypto> {
  const found = globalThis.crypto as WebCrypto | undefined;
  if (found?.subtle) return found;
  const module = 'node:crypto';
  return ((await import(module)) as { webcrypto: WebCrypto }).webcrypto;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  } catch {
    return undefined;
  }
}

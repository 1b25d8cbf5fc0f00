import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const PURPOSES = [
  'nonce',
  'temp-token',
  'callback',
  'digest',
  'pepper',
  'seal',
  'files',
  'payload',
  'account',
  'ticket',
  'event',
] as const;
/** The purpose of a derived key. No key serves two, so nothing made for one purpose is accepted for another. */
export type Purpose = (typeof PURPOSES)[number];
export type Keys = { readonly [purpose in Purpose]: Buffer };

const SECRET = /^[A-Za-z0-9+/_-]+={0,2}$/;
const MIN_BYTES = 32;

/**
 * Derives every key of the platform from `VESTIBULE_SECRET` with HKDF-SHA-256 (RFC 5869), one named sub-key a purpose.
 * The secret is base64 or base64url of at least 32 random bytes. Throws where it is not, for a short secret would work
 * and nobody would notice.
 */
export function deriveKeys(secret: string): Keys {
  const root = SECRET.test(secret) ? Buffer.from(secret, 'base64url') : Buffer.alloc(0);
  if (root.length < MIN_BYTES) {
    const rule = `VESTIBULE_SECRET must be base64url of at least ${MIN_BYTES} random bytes`;
    throw new Error(`${rule}; make one with: openssl rand -base64 32`);
  }
  const derive = (purpose: Purpose) =>
    Buffer.from(hkdfSync('sha256', root, 'vestibule', `vestibule/v1/${purpose}`, 32));
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, derive(purpose)])) as unknown as Keys;
}

/** A new root secret for `VESTIBULE_SECRET`. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * The HMAC that is stored instead of a client secret, an app key or an access token: HMAC-SHA-256, base64url. These are
 * 256 random bits, which nobody can guess, so a slow hash would add nothing. The pepper is not in the database, so a
 * stolen database alone is worthless.
 */
export const hmacKey = (pepper: Buffer, value: string): string =>
  createHmac('sha256', pepper).update(value).digest('base64url');

/** Compares two strings in constant time: how long it takes doesn't show where they differ. */
export function sameKey(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a presented key is the one whose HMAC is stored. `undefined` (an unknown client) takes as long. */
export const keyMatches = (keys: Keys, presented: string, stored: string | undefined): boolean => {
  const matches = sameKey(hmacKey(keys.pepper, presented), stored ?? '');
  return matches && stored !== undefined;
};

/** Prefix → random bytes: client id, client secret, client app key, access token, servicer's key. */
const KEY_BYTES = { vci: 16, vcs: 32, vak: 32, vat: 32, vsk: 32 } as const;

/** A new random key with a prefix that names its kind, so that a leaked one is recognised: `vcs_…`, base64url. */
export const newKey = (prefix: keyof typeof KEY_BYTES): string =>
  `${prefix}_${randomBytes(KEY_BYTES[prefix]).toString('base64url')}`;

/**
 * The access token for an exchange under an idempotency key. It is made from that key: if the process dies after
 * storing the token's HMAC and before answering, the retry gets the very same token.
 */
export function accessTokenFor(keys: Keys, credentialsId: string, clientId: string, idempotencyKey: string): string {
  const name = JSON.stringify(['access_token', credentialsId, clientId, idempotencyKey]);
  return `vat_${createHmac('sha256', keys['temp-token']).update(name).digest('base64url')}`;
}

/** The encryption key of one stored file, 32 bytes. */
export const fileKey = (keys: Keys, uploadId: string): Buffer =>
  createHmac('sha256', keys.files).update(`file/${uploadId}`).digest();

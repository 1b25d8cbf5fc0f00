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
] as const;
/** What a derived key is for. No key serves two purposes, so nothing made for one is ever accepted for another. */
export type Purpose = (typeof PURPOSES)[number];
export type Keys = { readonly [purpose in Purpose]: Buffer };

const SECRET = /^[A-Za-z0-9+/_-]+={0,2}$/;
const MIN_BYTES = 32;

/**
 * Derives every key of the platform from `VESTIBULE_SECRET` with HKDF-SHA-256 (RFC 5869), one named sub-key a purpose.
 * The secret is base64 or base64url of at least 32 random bytes. Throws where it is not: a short secret would sign well
 * enough to go unnoticed.
 */
export function deriveKeys(secret: string): Keys {
  const root = SECRET.test(secret) ? Buffer.from(secret, 'base64url') : Buffer.alloc(0);
  if (root.length < MIN_BYTES) {
    throw new Error(
      `VESTIBULE_SECRET must be base64url of at least ${MIN_BYTES} random bytes; make one with: openssl rand -base64 32`,
    );
  }
  const derive = (purpose: Purpose) =>
    Buffer.from(hkdfSync('sha256', root, 'vestibule', `vestibule/v1/${purpose}`, 32));
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, derive(purpose)])) as unknown as Keys;
}

/** A new root secret for `VESTIBULE_SECRET`. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored instead of a client secret, an app key or an access token: HMAC-SHA-256, base64url. The keys are 256
 * random bits, which no one can guess, so a slow hash would only cost; the pepper makes a stolen database alone
 * worthless.
 */
export const hmacKey = (pepper: Buffer, value: string): string =>
  createHmac('sha256', pepper).update(value).digest('base64url');

/** Equality in a time that does not depend on where two strings differ. */
export function sameKey(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Whether a presented key is the one whose HMAC is stored. A missing HMAC (an unknown client) takes as long and says
 * no.
 */
export const keyMatches = (keys: Keys, presented: string, stored: string | undefined): boolean => {
  const matches = sameKey(hmacKey(keys.pepper, presented), stored ?? '');
  return matches && stored !== undefined;
};

/** Prefix → random bytes: client id, client secret, client app key, access token. */
const KEY_BYTES = { vci: 16, vcs: 32, vak: 32, vat: 32 } as const;

/** A new random key with a readable prefix, so that a leaked one is known for what it is: `vcs_…`, base64url. */
export const newKey = (prefix: keyof typeof KEY_BYTES): string =>
  `${prefix}_${randomBytes(KEY_BYTES[prefix]).toString('base64url')}`;

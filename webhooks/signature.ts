import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/**
 * Signatures of webhooks by Standard Webhooks 1.0.0: HMAC-SHA-256 (`v1`) and Ed25519 (`v1a`) over id, time and body.
 * Secrets, keys and signatures are in standard base64.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface SignedMessage {
  /** The event's id: the same at each attempt. It has no dot. */
  id: string;
  /** Seconds since the epoch, of this attempt. */
  timestamp: number;
  /** The very text that is sent. */
  body: string;
}

/** By which a message is signed. */
export interface SigningKeys {
  /** `whsec_…`, the newest first. */
  secrets: readonly string[];
  /** `whsk_…` */
  privateKey: string;
}

const SECRET = 'whsec_';
const PRIVATE = 'whsk_';
const PUBLIC = 'whpk_';
/** Of 24 to 64, and a multiple of three: base64 then has no padding, about which libraries differ. */
const SECRET_BYTES = 33;
const SEED_BYTES = 32;

/** A new random secret, `whsec_` and 44 characters. */
export const newSigningSecret = (): string => SECRET + randomBytes(SECRET_BYTES).toString('base64');

/** A new Ed25519 key pair: `whsk_` of seed and public key (64 bytes), and `whpk_` of the public key (32 bytes). */
export function newSigningKey(): { privateKey: string; publicKey: string } {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  return {
    privateKey: PRIVATE + Buffer.concat([seed, point]).toString('base64'),
    publicKey: PUBLIC + point.toString('base64'),
  };
}

/**
 * The headers of a message. Its signatures: one `v1` of each secret, and then `v1a`, which few libraries verify and which
 * therefore never stands alone.
 */
export function signatureHeaders(message: SignedMessage, { secrets, privateKey }: SigningKeys): Record<string, string> {
  const { id, timestamp, body } = message;
  const content = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = [...secrets.map((secret) => hmacSignature(content, secret)), keySignature(content, privateKey)];
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}

const hmacSignature = (content: Buffer, secret: string): string =>
  `v1,${createHmac('sha256', bytesOf(secret, SECRET)).update(content).digest('base64')}`;

const keySignature = (content: Buffer, privateKey: string): string =>
  `v1a,${sign(null, content, keyOf(privateKey)).toString('base64')}`;

function keyOf(privateKey: string): KeyObject {
  const bytes = bytesOf(privateKey, PRIVATE);
  const d = bytes.subarray(0, SEED_BYTES).toString('base64url');
  const x = bytes.subarray(SEED_BYTES).toString('base64url');
  return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d, x } });
}

const bytesOf = (key: string, prefix: string): Buffer => Buffer.from(key.slice(prefix.length), 'base64');

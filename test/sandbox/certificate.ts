import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** DER: a tag, a length, and what is in it. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const RSA_SHA256 = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const time = (at: number): Buffer => der(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')));

/** A key with a certificate that it signed itself. */
export interface Seal {
  key: KeyObject;
  /** Base64 of the DER, as TPP-Signature-Certificate has it. */
  certificate: string;
}

/** @param lasts_ms from now; in the past, the certificate has expired */
export function createSeal(lasts_ms = 30 * 86_400_000): Seal {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('Test TPP')))));
  const now = Date.now();
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(7)]));
  const validity = sequence(time(now - 7_200_000), time(now + lasts_ms));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const content = sequence(der(0xa0, der(0x02, Buffer.from([2]))), serial, RSA_SHA256, name, validity, name, spki);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  return { key: privateKey, certificate: sequence(content, RSA_SHA256, signature).toString('base64') };
}

/** The headers that sign a request: what is there of the standard's list. */
export function signed({ key, certificate }: Seal, headers: Record<string, string>, body = ''): Record<string, string> {
  const Digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
  const all: Record<string, string> = { ...headers, Digest };
  const names = ['Digest', 'X-Request-ID', 'PSU-ID', 'TPP-Redirect-URI'].filter((name) => all[name]);
  const text = names.map((name) => `${name.toLowerCase()}: ${all[name]}`).join('\n');
  const value = createSign('RSA-SHA256').update(text).sign(key, 'base64');
  const list = names.join(' ').toLowerCase();
  return {
    Digest,
    Signature: `keyId="SN=1,CA=CN=Test TPP",algorithm="rsa-sha256",headers="${list}",signature="${value}"`,
    'TPP-Signature-Certificate': certificate,
  };
}

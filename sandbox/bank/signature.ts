import { createHash, createVerify, X509Certificate } from 'node:crypto';
import type { Request } from 'express';
import { Refusal } from './refusal';

/** Kept by the body parser: a digest is taken of the bytes, not of what they mean. */
export interface RawRequest extends Request {
  raw_body?: Buffer;
}

/** Headers that are signed always, and those that are if they are there (implementation guidelines, section 12.2). */
const ALWAYS = ['digest', 'x-request-id'];
const IF_THERE = ['psu-id', 'psu-corporate-id', 'tpp-redirect-uri'];
const HASHES: Record<string, string> = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

const invalid = (text: string) => new Refusal(401, 'SIGNATURE_INVALID', text, { path: 'Signature' });

/**
 * Checks `Digest` (RFC 3230), `Signature` (draft-cavage-http-signatures-10, rsa-sha256) and `TPP-Signature-Certificate`
 * (base64 of the DER, with or without PEM's frame) of a request.
 * @throws Refusal 401 SIGNATURE_MISSING or SIGNATURE_INVALID; CERTIFICATE_MISSING, CERTIFICATE_INVALID or
 * CERTIFICATE_EXPIRED
 */
export function verifySignature(req: RawRequest, now: number): void {
  const signature = req.get('Signature');
  if (!signature || !req.get('Digest'))
    throw new Refusal(401, 'SIGNATURE_MISSING', 'Digest and Signature are needed.', { path: 'Signature' });
  const certificate = certificateOf(req.get('TPP-Signature-Certificate'), now);
  checkDigest(req.get('Digest') ?? '', req.raw_body ?? Buffer.alloc(0));
  const { headers = '', algorithm = '', signature: value = '', keyId } = parametersOf(signature);
  if (!keyId || algorithm.toLowerCase() !== 'rsa-sha256')
    throw invalid('keyId and the algorithm rsa-sha256 are needed.');
  const signed = headers.split(' ').map((name) => name.toLowerCase());
  const missing = [...ALWAYS, ...IF_THERE.filter((name) => req.get(name))].find((name) => !signed.includes(name));
  if (missing) throw invalid(`${missing} is not signed.`);
  const text = signed.map((name) => `${name}: ${lineOf(req, name)}`).join('\n');
  const isRight = createVerify('RSA-SHA256').update(text).verify(certificate.publicKey, value, 'base64');
  if (!isRight) throw invalid('The signature does not fit the request.');
}

const lineOf = (req: Request, name: string): string =>
  name === '(request-target)' ? `${req.method.toLowerCase()} ${req.originalUrl}` : (req.get(name) ?? '').trim();

function certificateOf(text: string | undefined, now: number): X509Certificate {
  if (!text)
    throw new Refusal(401, 'CERTIFICATE_MISSING', 'The certificate is needed.', { path: 'TPP-Signature-Certificate' });
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw new Refusal(401, 'CERTIFICATE_INVALID', 'This is no certificate.', { path: 'TPP-Signature-Certificate' });
  }
  const isNow = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
  if (!isNow) throw new Refusal(401, 'CERTIFICATE_EXPIRED', 'The certificate is not valid now.');
  return certificate;
}

function checkDigest(header: string, body: Buffer): void {
  const [, name = '', value] = /^([^=]+)=(.+)$/.exec(header) ?? [];
  const hash = HASHES[name.toUpperCase()];
  if (!hash || createHash(hash).update(body).digest('base64') !== value) throw invalid('The digest does not fit.');
}

const parametersOf = (header: string): Record<string, string> =>
  Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

import { createHash, createSign, X509Certificate } from 'node:crypto';
import type { BankProfile } from './profile';

/** The key that requests are signed with, and its certificate (eIDAS QSealC); PEM texts. */
export interface Seal {
  key: string;
  certificate: string;
}

interface Unsigned {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/**
 * The headers of a signed request: `Digest` (RFC 3230), `Signature` (draft-cavage-http-signatures-10, as the standard's
 * implementation guidelines have it) and `TPP-Signature-Certificate`. What the profile lists is signed, where it is there.
 */
export function signatureHeaders(
  { algorithm, headers: listed = [], certificate_frame }: BankProfile['sign'],
  { key, certificate }: Seal,
  { method, url, headers, body }: Unsigned,
): Record<string, string> {
  const hash = algorithm === 'rsa-sha512' ? 'SHA-512' : 'SHA-256';
  const digest = `${hash}=${createHash(hash.replace('-', '').toLowerCase()).update(body).digest('base64')}`;
  const dated: Record<string, string> =
    listed.includes('date') && headers.date === undefined ? { date: new Date().toUTCString() } : {};
  const present: Record<string, string | undefined> = {
    ...headers,
    ...dated,
    digest,
    '(request-target)': `${method.toLowerCase()} ${url.pathname}${url.search}`,
  };
  const signed = listed.filter((name) => present[name] !== undefined);
  const text = signed.map((name) => `${name}: ${present[name]}`).join('\n');
  const signature = createSign(algorithm.toUpperCase()).update(text).sign(key, 'base64');
  const { serialNumber, issuer, raw } = new X509Certificate(certificate);
  const keyId = `SN=${serialNumber},CA=${issuer.split('\n').reverse().join(',').replaceAll('"', '')}`;
  const base64 = raw.toString('base64');
  return {
    ...dated,
    digest,
    signature: `keyId="${keyId}",algorithm="${algorithm}",headers="${signed.join(' ')}",signature="${signature}"`,
    'tpp-signature-certificate': certificate_frame
      ? `-----BEGIN CERTIFICATE-----${base64}-----END CERTIFICATE-----`
      : base64,
  };
}

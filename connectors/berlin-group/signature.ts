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
 * implementation guidelines have it) and `TPP-Signature-Certificate`. What the profile lists is signed, where it is
 * there.
 */
export function signatureHeaders(
  { algorithm, headers: listed = [], certificate_frame, lower_case_serial }: BankProfile['sign'],
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
  const seal = new X509Certificate(certificate);
  const serial = lower_case_serial ? seal.serialNumber.toLowerCase() : seal.serialNumber;
  const keyId = `SN=${serial},CA=${issuerOf(seal)}`;
  const base64 = seal.raw.toString('base64');
  return {
    ...dated,
    digest,
    signature: `keyId="${keyId}",algorithm="${algorithm}",headers="${signed.join(' ')}",signature="${signature}"`,
    'tpp-signature-certificate': certificate_frame
      ? `-----BEGIN CERTIFICATE-----${base64}-----END CERTIFICATE-----`
      : base64,
  };
}

/** RFC 2253, the most specific name first; blanks are written as `%20`, as in the standard's own example. */
const issuerOf = ({ issuer }: X509Certificate): string =>
  issuer.split('\n').reverse().join(',').replaceAll('"', '').replaceAll(' ', '%20');

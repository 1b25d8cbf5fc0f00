import { latin1 } from './inspection';

/** The object identifier of signed data, 1.2.840.113549.1.7.2 (RFC 5652), as it stands in DER. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');
/** Bytes at the beginning of a file within which it has to stand. */
const HEAD = 24;

const MESSAGE = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];
const SIGNATURE = ['application/pkcs7-signature', 'application/x-pkcs7-signature'];

/**
 * The media types of a CMS message (`.p7m`, `.p7s`), in DER, BER, PEM or plain base64; none for another file. Signing
 * programs of several countries hand out any of these under the same name.
 */
export function cmsTypes(bytes: Buffer): string[] {
  const der = isSequence(bytes) ? bytes : decoded(bytes);
  const isSigned = isSequence(der) && der.subarray(0, HEAD).includes(SIGNED_DATA);
  return isSigned ? [...MESSAGE, ...SIGNATURE] : [];
}

const isSequence = (bytes: Buffer): boolean => bytes[0] === 0x30;

/** The beginning of what a text in PEM or base64 stands for; empty where it is none. */
function decoded(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1', 0, 256).replace(/^-----BEGIN (?:PKCS7|CMS)-----/, '');
  return /^[A-Za-z0-9+/=\s]+/.test(text) ? Buffer.from(text, 'base64').subarray(0, HEAD) : latin1('');
}

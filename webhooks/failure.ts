import { errors } from 'undici';
import { SealError } from '../security/seal';
import { type AttemptErrorCode, AttemptFailure } from './attempt';

const CODES: Record<string, AttemptErrorCode> = {
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
  ENODATA: 'name_unknown',
  ECONNREFUSED: 'connect_failed',
  EHOSTUNREACH: 'connect_failed',
  ENETUNREACH: 'connect_failed',
  EHOSTDOWN: 'connect_failed',
  EADDRNOTAVAIL: 'connect_failed',
  EACCES: 'connect_failed',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'answer_invalid',
  UND_ERR_SOCKET: 'connection_lost',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
};
/** Codes of OpenSSL and of Node's check of names and dates of certificates. */
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_OSSL|HOSTNAME_MISMATCH|INVALID_)/;

/** Why an attempt has failed, from what a library has thrown. Its own words are not passed on: they may hold a URL. */
export function failureOf(error: unknown): AttemptFailure {
  if (error instanceof AttemptFailure) return error;
  if (error instanceof SealError) return new AttemptFailure('not_signed');
  if (error instanceof errors.HTTPParserError) return new AttemptFailure('answer_invalid');
  for (const one of chainOf(error)) {
    if (one instanceof AttemptFailure) return one;
    const { code } = one as { code?: unknown };
    if (typeof code !== 'string') continue;
    const known = CODES[code] ?? (TLS.test(code) ? 'tls_failed' : undefined);
    if (known !== undefined) return new AttemptFailure(known);
  }
  return new AttemptFailure('not_signed');
}

/** An error, those of its several attempts to connect (`AggregateError`), and its causes. */
function chainOf(error: unknown, depth = 0): object[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const several = error instanceof AggregateError ? error.errors : [];
  const { cause } = error as { cause?: unknown };
  return [...several.flatMap((one) => chainOf(one, depth + 1)), error, ...chainOf(cause, depth + 1)];
}

import { createHash } from 'node:crypto';
import type { Call } from '../call';
import { Refusal } from '../refusal';

/** Tokens and codes are kept by their digest, as passwords are. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** @throws Refusal 401 TOKEN_UNKNOWN, TOKEN_EXPIRED, or TOKEN_INVALID where the token is for something else */
export function requireToken({ header, books, now }: Call, subject_id: string): void {
  const [, token] = /^Bearer (\S+)$/i.exec(header('Authorization') ?? '') ?? [];
  const found = token ? books.get('oauth_tokens', digestOf(token)) : undefined;
  const challenge = { path: 'Authorization', headers: { 'WWW-Authenticate': 'Bearer' } };
  if (found?.kind !== 'access') throw new Refusal(401, 'TOKEN_UNKNOWN', 'An access token is needed.', challenge);
  if (found.good_until <= now) throw new Refusal(401, 'TOKEN_EXPIRED', 'The access token has expired.', challenge);
  if (found.subject_id !== subject_id)
    throw new Refusal(401, 'TOKEN_INVALID', 'The access token is for another consent.', challenge);
}

import { createHash } from 'node:crypto';
import type { BankChange } from '../books';
import type { Clothes } from '../clothes/clothes';

/** Tokens and codes are kept by their digest, as passwords are. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Whom the token of a request is of, at a bank where users sign in first. `header`: a header of the request. */
export function userOfToken(
  books: BankChange,
  { traits }: Clothes,
  header: (name: string) => string | undefined,
): string | undefined {
  const { token_header, sign_in } = traits.oauth ?? {};
  const value = sign_in && token_header ? header(token_header) : undefined;
  return value ? books.get('oauth_tokens', digestOf(value.replace(/^Bearer /i, '')))?.psu_id : undefined;
}

import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { Change } from '../../change';
import type { Bank, BankChange, OAuthCode } from '../books';
import { digestOf } from './token-digest';

const CODE_LIFE_MS = 60_000;

/** The parameters of an authorisation request (RFC 6749, 4.1.1; RFC 7636). */
export interface Asked {
  client_id: string;
  redirect_uri: string;
  scope: string;
  state: string;
  response_type: string;
  code_challenge: string;
  code_challenge_method: string;
}

export function askedBy({ query }: Request): Asked {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  return {
    client_id: text('client_id'),
    redirect_uri: text('redirect_uri'),
    scope: text('scope'),
    state: text('state'),
    response_type: text('response_type'),
    code_challenge: text('code_challenge'),
    code_challenge_method: text('code_challenge_method'),
  };
}

/** Sends the browser back to the client, with what it is to know. */
export function goBack(res: Response, { redirect_uri, state }: Asked, values: Record<string, string>): void {
  const url = new URL(redirect_uri);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  if (state) url.searchParams.set('state', state);
  res.redirect(302, url.href);
}

/** A code that is good for one token: of an authorisation, or of a sign-in. */
export async function giveCode(
  bank: Bank,
  asked: Asked,
  what: Pick<OAuthCode, 'authorisation_id' | 'psu_id' | 'scope'>,
): Promise<string> {
  const books: BankChange = new Change(bank.ledger, null, Date.now());
  const code = randomBytes(24).toString('base64url');
  const { client_id, redirect_uri, code_challenge } = asked;
  const good_until = books.now + CODE_LIFE_MS;
  books.put('oauth_codes', digestOf(code), { ...what, client_id, redirect_uri, code_challenge, good_until });
  await books.commit();
  return code;
}

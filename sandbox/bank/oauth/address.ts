import type { Request, Response } from 'express';
import type { Bank } from '../books';
import type { Clothes } from '../clothes/clothes';
import { signatureFault } from './token';
import { digestOf } from './token-digest';

/**
 * `GET …/oauth/authorization-server-url?scope=&redirect_uri=` → `{location}`: where users sign in. Wants a token by
 * client credentials, and a signature where the bank's requests are signed.
 */
export function tellAddress(
  { ledger, public_url }: Bank,
  { base, traits }: Clothes,
  req: Request,
  res: Response,
): void {
  const token = /^Bearer (\S+)$/i.exec(req.get('Authorization') ?? '')?.[1];
  const found = token ? ledger.get('oauth_tokens', digestOf(token)) : undefined;
  const isKnown = found?.kind === 'access' && found.good_until > Date.now();
  const fault = isKnown ? traits.signed && signatureFault(req) : 'invalid_token';
  if (fault) return void res.status(401).json({ error: fault });
  const { scope, redirect_uri } = req.query;
  if (typeof scope !== 'string' || typeof redirect_uri !== 'string')
    return void res.status(400).json({ error: 'invalid_request' });
  res.json({ location: `${public_url}${base}/oauth/authorize` });
}

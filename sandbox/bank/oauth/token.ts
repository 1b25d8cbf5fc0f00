import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Change } from '../../change';
import { type Bank, type BankChange, countOf, type OAuthToken } from '../books';
import type { Clothes } from '../clothes/clothes';
import { traitsOf } from '../clothes/wardrobe';
import { lose } from '../lost-answer';
import { Refusal } from '../refusal';
import { verifySignature } from '../signature';
import { TPP_ITSELF } from './bearer';
import { digestOf } from './token-digest';

type Fields = Record<string, unknown>;
type Grant = Omit<OAuthToken, 'kind' | 'good_until'>;

const REFRESH_LIFE_MS = 180 * 24 * 3600 * 1000;

const refuse = (res: Response, error: string, status = 400): void =>
  void res.status(status).set('Cache-Control', 'no-store').json({ error });

/** The fault in the signature of a request, where a bank wants its token endpoint's requests signed, too. */
export function signatureFault(req: Request): string | undefined {
  try {
    verifySignature(req, Date.now());
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return 'invalid_request';
    throw error;
  }
}

/** What an authorisation code is good for, used up by this. */
function redeemCode(books: BankChange, fields: Fields): Grant | undefined {
  const key = digestOf(String(fields.code));
  const code = books.get('oauth_codes', key);
  const proof = createHash('sha256').update(String(fields.code_verifier)).digest('base64url');
  const isGood =
    code &&
    !code.used &&
    code.good_until > books.now &&
    code.code_challenge === proof &&
    code.client_id === fields.client_id &&
    code.redirect_uri === fields.redirect_uri;
  if (!isGood) return undefined;
  const authorisation = books.get('authorisations', code.authorisation_id ?? '');
  if (!authorisation && !code.psu_id) return undefined;
  books.put('oauth_codes', key, { ...code, used: true });
  if (!authorisation) {
    const { client_id, psu_id, scope = '' } = code;
    return { subject_id: `sign-in ${randomUUID()}`, client_id, scope, ...(psu_id && { psu_id }) };
  }
  const service = authorisation.kind === 'consents' ? 'AIS' : 'PIS';
  const { subject_id, psu_id } = authorisation;
  return { subject_id, client_id: code.client_id, scope: `${service}:${subject_id}`, ...(psu_id && { psu_id }) };
}

function redeemRefreshToken(books: BankChange, clothes: Clothes, fields: Fields): Grant | undefined {
  const key = digestOf(String(fields.refresh_token));
  const token = books.get('oauth_tokens', key);
  const isGood = token?.kind === 'refresh' && token.good_until > books.now && token.client_id === fields.client_id;
  if (!isGood) return undefined;
  if (clothes.traits.oauth?.new_refresh_token) books.put('oauth_tokens', key, null);
  const { subject_id, client_id, scope } = token;
  const psu_id = token.psu_id ?? (books.get('consents', subject_id) ?? books.get('payments', subject_id))?.psu_id;
  return { subject_id, client_id, scope, ...(psu_id && { psu_id }) };
}

/** For the TPP itself, where the bank wants such a token. */
function ownGrant({ traits }: Clothes, { client_id }: Fields): Grant | undefined {
  const own = { subject_id: TPP_ITSELF, client_id: String(client_id), scope: 'default' };
  return traits.oauth?.app_token || traits.oauth?.address_asked ? own : undefined;
}

function issue(books: BankChange, clothes: Clothes, grant: Grant): object {
  const { psu_id } = grant;
  const { token_ms: of_user } = traitsOf({ bank: clothes.name, ...(psu_id && { psu_id }) });
  const token_ms = of_user ?? clothes.traits.oauth?.token_ms ?? 0;
  const [access_token, refresh_token] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
  const [access, refresh] = [digestOf(access_token ?? ''), digestOf(refresh_token ?? '')];
  const { subject_id, client_id, scope } = grant;
  const isSignIn = clothes.traits.oauth?.sign_in !== undefined;
  const about = { subject_id, client_id, scope, ...(isSignIn && psu_id && { psu_id }) };
  books.put('oauth_tokens', access, { ...about, kind: 'access', good_until: books.now + token_ms });
  const own = { access_token, token_type: 'Bearer', expires_in: token_ms / 1000, scope };
  if (subject_id === TPP_ITSELF) return own;
  books.put('oauth_tokens', refresh, { ...about, kind: 'refresh', good_until: books.now + REFRESH_LIFE_MS });
  books.effect('token.issued', `token ${access}`, subject_id);
  return { ...own, refresh_token };
}

const GRANTS: Record<string, (books: BankChange, clothes: Clothes, fields: Fields) => Grant | undefined> = {
  authorization_code: (books, _clothes, fields) => redeemCode(books, fields),
  refresh_token: redeemRefreshToken,
  client_credentials: (_books, clothes, fields) => ownGrant(clothes, fields),
};

/**
 * The token endpoint: a form with `grant_type` authorization_code (once for each code, with PKCE), refresh_token or
 * client_credentials.
 */
export function token(bank: Bank, clothes: Clothes): RequestHandler {
  return async (req, res) => {
    const fields: Fields = req.body ?? {};
    const unsigned = clothes.traits.signed ? signatureFault(req) : undefined;
    if (unsigned) return refuse(res, unsigned, 401);
    const books: BankChange = new Change(bank.ledger, null, Date.now());
    const redeem = GRANTS[String(fields.grant_type)];
    if (!redeem) return refuse(res, 'unsupported_grant_type');
    if (!fields.client_id) return refuse(res, 'invalid_client', 401);
    const grant = redeem(books, clothes, fields);
    if (!grant) return refuse(res, 'invalid_grant');
    const body = issue(books, clothes, grant);
    await books.commit();
    const { lost } = traitsOf({ bank: clothes.name, ...(grant.psu_id && { psu_id: grant.psu_id }) });
    const isLost = lost?.of === 'token' && countOf(bank, `lost token ${grant.subject_id}`) === 0;
    if (isLost && !(await lose(res, lost.how))) return;
    res.set('Cache-Control', 'no-store').json(body);
  };
}

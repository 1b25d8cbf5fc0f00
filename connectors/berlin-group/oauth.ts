import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type CallContext, ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { unusable } from '../toolkit/http';
import { needText, someText } from '../toolkit/json-readers';
import type { Bank, RequestContext } from './client';
import type { OAuthProfile } from './profile';
import { BankRefusal } from './refusal';

/** An access token as it is kept, sealed: in an authorisation's handle, then with the credentials. */
export interface Token {
  access_token: string;
  refresh_token?: string;
  /** ms since the epoch; absent where the bank does not say. */
  expires_at?: number;
  /** Where it is refreshed. */
  endpoint: string;
}

/** An OAuth authorisation that was begun: what is needed to redeem the code that the user brings back. */
export interface Grant {
  state: string;
  verifier: string;
  endpoint: string;
  redirect: string;
  configuration?: string;
}

interface Endpoints {
  authorize: string;
  token: string;
}

const random = (): string => randomBytes(32).toString('base64url');

/**
 * Begins an OAuth authorisation (RFC 6749, PKCE S256 of RFC 7636) for one consent or payment, or, with an empty id,
 * before any of them. `configuration`: the address of the server's metadata (RFC 8414) as an answer has it.
 */
export async function grantFor(
  bank: Bank,
  service: 'ais' | 'pis',
  id: string,
  ctx: CallContext,
  configuration?: string,
): Promise<{ url: string; grant: Grant }> {
  const { oauth } = bank.profile;
  const endpoints = await endpointsOf(bank, ctx, configuration);
  const state = random();
  const verifier = random();
  const scope = (oauth.scope?.[service] ?? `${service.toUpperCase()}:{id}`).replace('{id}', id);
  const url = new URL(oauth.authorize_from ? await addressFor(bank, scope, ctx) : endpoints.authorize);
  const names = { response_type: 'response_type', client_id: 'client_id', ...oauth.parameter_names };
  const parameters: Record<string, string> = {
    [names.response_type]: 'code',
    [names.client_id]: bank.secrets.clientId ?? '',
    redirect_uri: ctx.redirect.ok,
    scope,
    state,
    ...(oauth.pkce === false
      ? {}
      : { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }),
    ...oauth.parameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const from = configuration === undefined ? {} : { configuration };
  return { url: url.href, grant: { state, verifier, endpoint: endpoints.token, redirect: ctx.redirect.ok, ...from } };
}

/**
 * The token for the code that the user brought back. `undefined` where they brought none of ours; `refused` where the
 * bank does not take it (any more): then only the user can give another. A code whose answer was lost is sent again: a
 * server that has used it says so, and nothing is lost that we had.
 */
export async function redeem(
  bank: Bank,
  grant: Grant,
  returned: JsonObject,
  ctx: CallContext,
): Promise<Token | 'refused' | undefined> {
  const { code, state } = returned;
  if (typeof code !== 'string' || state !== grant.state) return undefined;
  const { oauth } = bank.profile;
  const proof: Record<string, string> = oauth.pkce === false ? {} : { code_verifier: grant.verifier };
  const fields = { grant_type: 'authorization_code', code, redirect_uri: grant.redirect, ...proof };
  try {
    return tokenOf(await ask(bank, grant.endpoint, fields, ctx), grant.endpoint);
  } catch (error) {
    if (error instanceof BankRefusal && !error.isRateLimit) return 'refused';
    throw error;
  }
}

/** ms before its end from which a token is not used any more. */
const MARGIN = 30_000;
export const isFresh = ({ expires_at }: Token, now = Date.now()): boolean =>
  expires_at === undefined || expires_at - MARGIN > now;

/**
 * A token that can be used: the same one, or a new one by its refresh token. Throws `BankRefusal` where the bank grants
 * none any more, `ConnectorError` `error` where there is no refresh token.
 */
export async function freshToken(bank: Bank, token: Token, ctx: RequestContext): Promise<Token> {
  if (isFresh(token)) return token;
  const known = renewed.get(nameOf(token));
  if (known && isFresh(known)) return known;
  if (token.refresh_token === undefined) throw new ConnectorError('error', 'The access token has expired.');
  const { body } = await ask(
    bank,
    token.endpoint,
    { grant_type: 'refresh_token', refresh_token: token.refresh_token },
    ctx,
  ).then((answer) => ({ body: answer }));
  const fresh = { refresh_token: token.refresh_token, ...tokenOf(body, token.endpoint) };
  renewed.set(nameOf(token), fresh);
  return fresh;
}

/**
 * What tokens were renewed to, lately and in this process: a refresh token is often good for one use, and whoever is
 * asked again (a repeated attempt, an undo) has the old one.
 */
const renewed = new LRUCache<string, Token>({ max: 5_000, ttl: 10 * 60_000 });
const nameOf = ({ endpoint, access_token }: Token): string => `${endpoint} ${access_token}`;

/** ms before its end from which a token in use is renewed. */
const NEARLY = 5_000;
/** Whether a token will not do for the next call. */
export const isSpent = ({ expires_at }: Token): boolean =>
  expires_at !== undefined && expires_at - NEARLY <= Date.now();

/** The outcome for a token that the bank does not take, at a bank where the user can sign in again. */
export const orSignIn =
  ({ profile }: Bank) =>
  (error: unknown): never => {
    const isAboutToken = error instanceof BankRefusal && error.says('TOKEN_UNKNOWN', 'TOKEN_EXPIRED', 'TOKEN_INVALID');
    throw isAboutToken && profile.oauth.kind === 'pre_step' ? signInNeeded(error) : error;
  };

const signInNeeded = (cause?: unknown): ConnectorError =>
  new ConnectorError('bank.sign_in_needed', 'The bank wants the user to sign in first.', { cause });

/**
 * Throws `ConnectorError` `bank.sign_in_needed` where a bank wants a token of the user's first, and has none that is
 * good.
 */
export function assertSignedIn(bank: Bank, token: Token | undefined): void {
  if (bank.profile.oauth.kind !== 'pre_step') return;
  if (token === undefined || isSpent(token)) throw signInNeeded();
}

/** A token of our own, where a bank wants one for creating consents. */
export const appToken = async (bank: Bank, ctx: CallContext): Promise<string | undefined> =>
  bank.profile.oauth.token_for_consent ? clientToken(bank, ctx) : undefined;

/** Where users sign in, at a bank that has to be asked for that. */
async function addressFor(bank: Bank, scope: string, ctx: CallContext): Promise<string> {
  const { authorize_from: { path, member } = { path: '', member: '' }, parameters } = bank.profile.oauth;
  const url = new URL(absolute(bank, path));
  const query = { ...parameters, scope, redirect_uri: ctx.redirect.ok };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { body } = await bank.read(url, { ...ctx, token: await clientToken(bank, ctx) });
  return absolute(bank, needText(body, member, 2048));
}

/** A token by client credentials: of the TPP itself. */
async function clientToken(bank: Bank, ctx: CallContext): Promise<string> {
  const { oauth } = bank.profile;
  const { token } = await endpointsOf(bank, ctx);
  const scope: Record<string, string> = oauth.app_scope === undefined ? {} : { scope: oauth.app_scope };
  return tokenOf(await ask(bank, token, { grant_type: 'client_credentials', ...scope }, ctx), token).access_token;
}

async function ask(
  bank: Bank,
  endpoint: string,
  fields: Record<string, string>,
  ctx: RequestContext,
): Promise<JsonObject> {
  const { clientId = '', clientSecret = '' } = bank.secrets;
  const how = bank.profile.oauth.client_secret ?? 'none';
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const headers: Record<string, string> = how === 'basic' ? { authorization: `Basic ${basic}` } : {};
  const secret: Record<string, string> = how === 'body' ? { client_secret: clientSecret } : {};
  const form = new URLSearchParams({ ...fields, client_id: clientId, ...secret });
  return (await bank.form(trusted(bank, endpoint), form, ctx, headers)).body;
}

function tokenOf(body: JsonObject, endpoint: string): Token {
  const refresh = someText(body, 'refresh_token', 4096);
  const seconds = Number(body.expires_in);
  return {
    access_token: needText(body, 'access_token', 4096),
    ...(refresh ? { refresh_token: refresh } : {}),
    ...(seconds > 0 ? { expires_at: Date.now() + seconds * 1000 } : {}),
    endpoint,
  };
}

/** From the profile, or from the metadata that an answer's link or the profile names. */
async function endpointsOf(bank: Bank, ctx: CallContext, link?: string): Promise<Endpoints> {
  const { authorize = '', authorize_from, token, configuration } = bank.profile.oauth;
  if ((authorize || authorize_from) && token)
    return { authorize: absolute(bank, authorize), token: absolute(bank, token) };
  const address = link ?? configuration;
  if (address === undefined) throw unusable();
  const { body } = await bank.read(trusted(bank, absolute(bank, address)), ctx);
  return { authorize: needText(body, 'authorization_endpoint', 2048), token: needText(body, 'token_endpoint', 2048) };
}

/** What the profile names is below the base address, as its paths are, unless it says another address. */
const absolute = ({ base }: Bank, address: string): string => {
  const below = base.href.endsWith('/') ? base.href : `${base.href}/`;
  if (!URL.canParse(address, below)) throw unusable();
  return new URL(address, below).href;
};

const ADDRESSES = ['configuration', 'authorize', 'token'] as const satisfies (keyof OAuthProfile)[];

/** We call only the bank's own host, and those that its profile names: the certificate is for nobody else. */
function trusted(bank: Bank, address: string): URL {
  const url = new URL(absolute(bank, address));
  const named = ADDRESSES.flatMap((name) => bank.profile.oauth[name] ?? []).map((each) => absolute(bank, each));
  const origins = [bank.base.href, ...named].map((each) => new URL(each).origin);
  if (!origins.includes(url.origin) || url.username || url.password) throw unusable();
  return url;
}

import { ConnectorError, type DataContext } from '../../../domain/connector';
import type { JsonObject } from '../../../domain/json';
import type { Bank } from '../client';
import { tokenOf } from '../consents';
import { freshToken, isFresh, type Token } from '../oauth';
import { BankRefusal } from '../refusal';
import { consentExpired } from './faults';

/** Refreshes under way in this process, by the token that is replaced: a refresh token is often good for one use. */
const underWay = new Map<string, Promise<Token>>();

/**
 * The access token to read with; `undefined` where the credentials have none. One that has expired is refreshed, and
 * the new one kept. Throws `consent_expired` where the bank grants no other.
 */
export async function accessToken(bank: Bank, body: JsonObject, ctx: DataContext): Promise<string | undefined> {
  const given = tokenOf(body.token);
  if (!given) return undefined;
  const token = tokenOf(await ctx.tokens?.newest()) ?? given;
  if (isFresh(token)) return token.access_token;
  try {
    return (await refreshed(bank, token, ctx)).access_token;
  } catch (error) {
    const isRefused = error instanceof BankRefusal ? !error.isRateLimit : isWithoutRefresh(error, token);
    if (!isRefused) throw error;
    // Another process may have been quicker.
    const newest = tokenOf(await ctx.tokens?.newest());
    if (newest && isFresh(newest)) return newest.access_token;
    throw consentExpired(error);
  }
}

const isWithoutRefresh = (error: unknown, { refresh_token }: Token): boolean =>
  error instanceof ConnectorError && refresh_token === undefined;

function refreshed(bank: Bank, token: Token, ctx: DataContext): Promise<Token> {
  const key = token.refresh_token ?? token.access_token;
  const known = underWay.get(key);
  if (known) return known;
  const refresh = (async () => {
    // Not aborted with the call: the new token is the only one that the bank takes from now on.
    const fresh = await freshToken(bank, token, {});
    await ctx.tokens?.keep(fresh as unknown as JsonObject);
    return fresh;
  })().finally(() => underWay.delete(key));
  underWay.set(key, refresh);
  return refresh;
}

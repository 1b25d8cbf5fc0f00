import { type CallContext, type CallHandler, ConnectorError, type ScaHandler } from '../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import type { BankResponse } from '../toolkit/http';
import { argument, needText, someObjects } from '../toolkit/json-readers';
import { type Instructions, instructionsOf } from './approach';
import { authorisation, type Following } from './authorisation';
import type { Banks } from './banks';
import { authorisationHeaders, type Bank, type RequestContext } from './client';
import {
  type ConsentWishes,
  consentBody,
  isListFirst,
  listConsentBody,
  nextVariant,
  refusedAtLast,
  variantsOf,
} from './consent-request';
import { notedId } from './data/account';
import type { Note } from './note';
import { appToken, assertSignedIn, freshToken, isSpent, orSignIn, type Token } from './oauth';
import { BankRefusal, isPerhapsDone, orUnknownUser } from './refusal';
import { REFUSED, type ResourceStanding } from './standing';

const ENDED = new Set(['rejected', 'expired', 'revokedByPsu', 'terminatedByTpp', 'terminatedByAspsp', 'suspended']);

/** The id that stands for the consent of a bank that has no such resource: the OAuth token's scope is the consent. */
export const NO_RESOURCE = 'none';

export const consentUrl = (bank: Bank, consentId: string, ...more: string[]): URL =>
  bank.url('consents', {}, consentId, ...more);
export const consentHeader = (consentId: string): Record<string, string> =>
  consentId === NO_RESOURCE ? {} : { 'consent-id': consentId };

/** The access token that an operation was given, or that credentials carry. */
export const tokenOf = (value: Json | undefined): Token | undefined =>
  isObject(value) && typeof value.access_token === 'string' ? (value as unknown as Token) : undefined;

/** The call's surroundings with the access token that its arguments carry. */
export const withToken = (ctx: CallContext, args: JsonObject): CallContext & { token?: string } => {
  const token = tokenOf(args.token);
  return token === undefined ? ctx : { ...ctx, token: token.access_token };
};

export async function consentStatus(bank: Bank, consentId: string, ctx: RequestContext): Promise<string> {
  if (consentId === NO_RESOURCE) return 'valid';
  const { body } = await bank.read(consentUrl(bank, consentId, 'status'), ctx);
  return needText(body, 'consentStatus', 32);
}

/** Withdraws a consent. One that the bank doesn't know, or has ended already, is withdrawn as it is. */
export async function deleteConsent(
  bank: Bank,
  consentId: string,
  ctx: RequestContext & { key: string },
): Promise<void> {
  if (consentId === NO_RESOURCE) return;
  try {
    await bank.change('consent.delete', { method: 'DELETE', url: consentUrl(bank, consentId) }, ctx);
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    if (!error.isUnknown && !error.says('CONSENT_INVALID', 'CONSENT_EXPIRED', 'STATUS_INVALID')) throw error;
  }
}

/** `ais.*`: account information. */
export function consentHandlers(banks: Banks): Record<string, CallHandler | ScaHandler> {
  /** Asks as the profile says; where the bank refuses how it was asked, as it may still take it. */
  const create = async (bank: Bank, args: JsonObject, ctx: CallContext & { token?: string }): Promise<BankResponse> => {
    const wishes = args as unknown as ConsentWishes;
    const psuId = userName(bank, args);
    assertSignedIn(bank, tokenOf(args.token));
    const token = ctx.token ?? (await appToken(bank, ctx));
    const headers = authorisationHeaders(bank, psuId, ctx);
    const url = bank.url('consents');
    if (isListFirst(bank.profile, wishes)) {
      const body = listConsentBody(bank.profile);
      return bank.change('consent.list', { method: 'POST', url, headers, body }, { ...ctx, token });
    }
    let variants = variantsOf(bank.profile, wishes);
    for (let tries = 0; ; tries++) {
      const body = consentBody(bank.profile, wishes, variants[0]);
      const name = tries === 0 ? 'consent' : `consent.${tries}`;
      try {
        return await bank.change(name, { method: 'POST', url, headers, body }, { ...ctx, token });
      } catch (error) {
        if (!(error instanceof BankRefusal)) throw error instanceof ConnectorError ? bounded(error, ctx) : error;
        const next = nextVariant(variants, error);
        if (!next) throw refusedAtLast(bank.profile, wishes, error);
        variants = next;
      }
    }
  };

  const consent: CallHandler = async (args, ctx) => {
    const bank = banks.of(args.bank);
    if (!bank.profile.consent.resource) {
      assertSignedIn(bank, tokenOf(args.token));
      return { consent_id: NO_RESOURCE, approach: '', links: { links: {} } };
    }
    const answer = await create(bank, args, withToken(ctx, args)).catch(orUnknownUser).catch(orSignIn(bank));
    const instructions = instructionsOf(answer);
    const then = isListFirst(bank.profile, args as unknown as ConsentWishes) ? { then: wishesOf(args) } : {};
    return {
      consent_id: needText(answer.body, 'consentId', 500),
      approach: instructions.approach,
      links: { ...instructions, ...then } as unknown as JsonObject,
    };
  };

  const verdict = async (bank: Bank, { id }: { id: string }, ctx: CallContext): Promise<ResourceStanding> => {
    const status = await consentStatus(bank, id, ctx);
    if (status === 'valid') return { is: 'done', result: { consent_status: status, consent_id: id } };
    if (status === 'partiallyAuthorised') return { is: 'partly' };
    return ENDED.has(status) ? { is: 'failed', message: REFUSED } : { is: 'open' };
  };

  /** The second of two consents in a row: it names the accounts that the first one lists. */
  const afterList = async (note: Note, ctx: CallContext): Promise<Following | undefined> => {
    if (note.then === undefined) return undefined;
    const bank = banks.of(note.bank);
    const { body } = await bank.read(bank.url('accounts'), ctx, { headers: consentHeader(note.id) });
    const accounts = someObjects(body.accounts).flatMap(({ iban }) => (typeof iban === 'string' ? [iban] : []));
    if (accounts.length === 0) throw new ConnectorError('error', 'The bank lists no accounts.');
    const psu = note.psuId === undefined ? {} : { psu_id: note.psuId };
    const answer = await create(bank, { ...note.then, ...psu, accounts: accounts.slice(0, MAX_NAMED) }, ctx);
    return { id: needText(answer.body, 'consentId', 500), instructions: instructionsOf(answer) };
  };

  /**
   * The accounts and the end of the consent. The user has given the consent, so no refusal to list them undoes it:
   * asked again for a while, the operation then ends without what the bank won't say now. Only a consent that the bank
   * itself says is over is a failure.
   */
  const accounts: CallHandler = async (args, ctx) => {
    const bank = banks.of(args.bank);
    const consentId = argument(args, 'consent_id');
    const around = withToken(ctx, args);
    const known: JsonObject = {};
    try {
      if (consentId !== NO_RESOURCE) {
        const { body } = await bank.read(consentUrl(bank, consentId), around);
        const end = endOf(body.validUntil);
        if (end !== undefined) known.valid_until = end;
      }
      const { body } = await bank.read(bank.url('accounts'), around, { headers: consentHeader(consentId) });
      known.accounts = someObjects(body.accounts).flatMap((account) => notedId(account) ?? []);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error instanceof BankRefusal && !error.isRateLimit && (await isOver(bank, consentId, around))) throw error;
      if (!isLastChance(error, ctx)) throw patiently(error);
    }
    return known;
  };

  const isOver = async (bank: Bank, consentId: string, ctx: CallContext): Promise<boolean> => {
    const status = await consentStatus(bank, consentId, ctx).catch(() => undefined);
    return status !== undefined && ENDED.has(status);
  };

  /**
   * A consent whose answer was lost has no id, and was never authorised: it lapses, and there is nothing to withdraw.
   */
  const revoke: CallHandler = async (args, ctx) => {
    const consentId = args.consent_id as string | undefined;
    const bank = banks.of(args.bank);
    if (consentId !== undefined) await deleteConsent(bank, consentId, await withGoodToken(bank, ctx, args));
    return {};
  };

  return {
    'ais.consent': consent,
    'ais.authorise': authorisation(banks, {
      of: (args) => ({
        id: argument(args, 'consent_id'),
        psuId: userName(banks.of(args.bank), args),
        instructions: args.links as unknown as Instructions,
      }),
      service: 'ais',
      verdict,
      next: afterList,
    }),
    'ais.accounts': accounts,
    'ais.revoke': revoke,
  };
}

/** What is undone may be undone long after its token was given: that one is renewed if it can be. */
async function withGoodToken(
  bank: Bank,
  ctx: CallContext,
  args: JsonObject,
): Promise<CallContext & { token?: string }> {
  const token = tokenOf(args.token);
  if (!token || !isSpent(token)) return withToken(ctx, args);
  const { access_token } = await freshToken(bank, token, ctx).catch(() => token);
  return { ...ctx, token: access_token };
}

/** Accounts that one consent names at most. */
const MAX_NAMED = 50;

/** What is kept of a wish until the second consent is asked for. */
const wishesOf = ({ access, valid_days, one_off }: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries({ access, valid_days, one_off }).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );

/** How often a consent is asked for though the one before may have been made: those lapse, but need not be many. */
const MAX_LOST = 3;

/** A bank that was not reached, or serves nobody now, is asked for as long as the session waits. */
function bounded(error: ConnectorError, { attempt }: CallContext): ConnectorError {
  if (!isPerhapsDone(error) || (attempt?.number ?? 1) < MAX_LOST) return error;
  return new ConnectorError('error', 'The bank may or may not have made a consent.', { cause: error, uncertain: true });
}

/**
 * The user's name as the bank takes it; `undefined` where it wants none. Throws `ConnectorError` `bank.psu_unknown`
 * where it can't be one of this bank's.
 */
export function userName({ profile: { psu } }: Bank, args: JsonObject): string | undefined {
  const name = args.psu_id as string | undefined;
  if (name === undefined || psu.id === 'never') return undefined;
  if (!new RegExp(psu.pattern, 'u').test(name))
    throw new ConnectorError('bank.psu_unknown', psu.hint ?? 'This can’t be a user name of this bank.');
  return name;
}

/** ms: a bank that asks for more patience than this is not waited for; the list is read later. */
const PATIENCE = 60_000;
const isLastChance = ({ retryAfter = 0, ...error }: ConnectorError, { attempt }: CallContext): boolean => {
  if (retryAfter > PATIENCE) return true;
  if (!attempt) return !error.retryable;
  return attempt.left !== undefined && attempt.left < attempt.ms + retryAfter + 2_000;
};

/** A refusal that may pass: a consent that is not valid everywhere at the bank yet, a limit. */
const patiently = (cause: ConnectorError): ConnectorError =>
  cause.retryable
    ? cause
    : new ConnectorError('unavailable', 'The bank does not list the accounts yet.', {
        cause,
        retryable: true,
        ...(cause.retryAfter === undefined ? {} : { retryAfter: cause.retryAfter }),
      });

/**
 * The standard gives a date, in the bank's own calendar, that still counts: RFC 3339, its last second, taken as UTC. A
 * date with a time is taken at its word; what is neither is not known.
 */
function endOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return Number.isNaN(Date.parse(value)) ? undefined : `${value}T23:59:59Z`;
  const time = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
}

import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { isObject } from '../domain/json';
import type { NextView } from '../domain/session/views';
import { type CallbackClaims, callbackHandles } from './callback-handle';
import type { Keys } from './keys';
import type { Token } from './token';

export type FormKind = Extract<NextView, { kind: 'form' }>['form'];

/** The claims of a nonce: one session, tenant, skill and submission. */
export interface NonceClaims {
  session_id: string;
  client_id: string;
  skill: string;
  digest: string;
  seq: number;
  /** The visit that the submission answers, shown or to come; absent in nonces of an older version. */
  visit?: string;
  /** When the time of the visit that is shown is up, ms since the epoch. */
  until?: number;
  /** The visit whose files are awaited meanwhile, where there is one. */
  files?: string;
  /** The step to be submitted; absent while it is not known yet which one comes next. */
  step?: string;
  form?: FormKind;
  /** The session's language (BCP 47), in which a refusal is worded. */
  locale?: string;
}
export interface TempTokenClaims {
  session_id: string;
  client_id: string;
  credentials_id: string;
  skill: string;
}

/** The claims of a ticket, by which a browser's EventSource listens to one session. */
export interface TicketClaims {
  session_id: string;
  client_id: string;
  /** The ticket's own, for it is used once. */
  id: string;
}

export interface Tokens {
  nonce: Token<NonceClaims>;
  tempToken: Token<TempTokenClaims>;
  ticket: Token<TicketClaims>;
  /** The handle in `/callbacks/{handle}`. It has to live as long as its session, so issue it with `expires_at`. */
  callback: Token<CallbackClaims>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Lifetimes in ms. */
export const NONCE_LIFE = 30 * MINUTE;
export const TEMP_TOKEN_LIFE = 10 * MINUTE;
const TICKET_LIFE = MINUTE;
const CALLBACK_LIFE = 14 * DAY;

export function createTokens(keys: Keys): Tokens {
  return {
    nonce: token({ key: keys.nonce, typ: 'nonce+jwt', audience: 'session', life: NONCE_LIFE }, NONCE),
    tempToken: token(
      { key: keys['temp-token'], typ: 'temp+jwt', audience: 'token', life: TEMP_TOKEN_LIFE },
      TEMP_TOKEN,
    ),
    ticket: token({ key: keys.ticket, typ: 'ticket+jwt', audience: 'events', life: TICKET_LIFE }, TICKET),
    callback: callbackHandles(
      keys.callback,
      token({ key: keys.callback, typ: 'callback+jwt', audience: 'callback', life: CALLBACK_LIFE }, CALLBACK),
      CALLBACK_LIFE,
    ),
  };
}

type Check = (value: unknown) => boolean;
/** By claim: its name in the token, the check of its value, and whether it may be absent. */
type Shape<C> = { [claim in keyof C]-?: [short: string, check: Check, optional?: 'optional'] };

const text: Check = (value) => typeof value === 'string' && value.length > 0;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const FORMS: readonly unknown[] = ['data', 'otp', 'method', 'password'] satisfies FormKind[];
const NONCE: Shape<NonceClaims> = {
  session_id: ['sid', text],
  client_id: ['cid', text],
  skill: ['skill', text],
  digest: ['dig', text],
  seq: ['seq', count],
  visit: ['vis', text, 'optional'],
  until: ['til', count, 'optional'],
  files: ['fls', text, 'optional'],
  step: ['step', text, 'optional'],
  form: ['form', (value) => FORMS.includes(value), 'optional'],
  locale: ['loc', text, 'optional'],
};
const TEMP_TOKEN: Shape<TempTokenClaims> = {
  session_id: ['sid', text],
  client_id: ['cid', text],
  credentials_id: ['crd', text],
  skill: ['skill', text],
};
const TICKET: Shape<TicketClaims> = {
  session_id: ['sid', text],
  client_id: ['cid', text],
  id: ['jti', text],
};
const CALLBACK: Shape<CallbackClaims> = {
  session_id: ['sid', text],
  client_id: ['cid', text],
  step: ['step', text],
  visit: ['visit', count],
};

const ISSUER = 'vestibule';
const MAX_LENGTH = 2048;
/** Tokens of a kind that a process caches, about a kilobyte each. */
const CACHED = 4_096;

/**
 * One kind of signed token: a JWT whose algorithm, issuer, audience and type are pinned (RFC 8725), under a key of its
 * own. Nothing is stored; the workflow or the database decides whether a token was used before. Tokens that this
 * process has signed or verified lately are cached by their text and not verified again.
 */
function token<C extends object>(
  kind: { key: Buffer; typ: string; audience: string; life: number },
  shape: Shape<C>,
): Token<C> {
  const { typ, audience, life } = kind;
  // jsonwebtoken tries bytes as a PEM key first, which costs 0.4 ms at each use; a KeyObject costs 0.01 ms.
  const key = createSecretKey(kind.key);
  const verifiedTokens = new LRUCache<string, C & { expires_at: number }>({ max: CACHED });
  const pinned = {
    algorithms: ['HS256' as const],
    issuer: ISSUER,
    audience,
    ignoreExpiration: true,
    complete: true as const,
  };

  const issue: Token<C>['issue'] = (claims, { now = Date.now(), expires_at = now + life } = {}) => {
    const exp = Math.floor(expires_at / 1000);
    const payload = { iss: ISSUER, aud: audience, iat: Math.floor(now / 1000), exp, ...shorten(shape, claims) };
    const signed = jwt.sign(payload, key, { algorithm: 'HS256', header: { alg: 'HS256', typ } });
    verifiedTokens.set(signed, { ...claims, expires_at: exp * 1000 });
    return { token: signed, expires_at: exp * 1000 };
  };

  const check: Token<C>['check'] = (presented, now = Date.now()) => {
    const claims = verifiedTokens.get(presented) ?? read(presented);
    if (!claims) return { ok: false, reason: 'invalid' };
    return now < claims.expires_at
      ? { ok: true, claims: { ...claims } }
      : { ok: false, reason: 'expired', claims: { ...claims } };
  };

  const read = (presented: string): (C & { expires_at: number }) | undefined => {
    const payload = presented.length > MAX_LENGTH ? undefined : verified(presented);
    const claims = payload && lengthen(shape, payload);
    if (!claims || !Number.isSafeInteger(payload.exp)) return undefined;
    const found = { ...claims, expires_at: (payload.exp as number) * 1000 };
    verifiedTokens.set(presented, found);
    return found;
  };

  const verified = (presented: string): Record<string, unknown> | undefined => {
    try {
      const { header, payload } = jwt.verify(presented, key, pinned);
      return header.typ === typ && isObject(payload) ? payload : undefined;
    } catch {
      return undefined;
    }
  };
  return { issue, check };
}

const entries = <C>(shape: Shape<C>) => Object.entries(shape) as [keyof C, Shape<C>[keyof C]][];

function shorten<C>(shape: Shape<C>, claims: C): Record<string, unknown> {
  const present = entries(shape).filter(([claim]) => claims[claim] !== undefined);
  return Object.fromEntries(present.map(([claim, [short]]) => [short, claims[claim]]));
}

function lengthen<C>(shape: Shape<C>, payload: Record<string, unknown>): C | undefined {
  const claims: Partial<Record<keyof C, unknown>> = {};
  for (const [claim, [short, check, optional]] of entries(shape)) {
    const value = payload[short];
    if (value === undefined && optional) continue;
    if (!check(value)) return undefined;
    claims[claim] = value;
  }
  return claims as C;
}

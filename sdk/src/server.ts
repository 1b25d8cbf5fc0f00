import { type ApiOptions, type Call, type CallOptions, Http, segment } from './http.js';
import { asMembers, type Options } from './naming.js';
import { newKey } from './retry.js';
import type { WaitOptions } from './session.js';
import { tenantEvents } from './tenant-events.js';
import { transactionPages } from './transactions.js';
import type { Account, Credentials, Json, Operations, SessionState, Token, Warning } from './types.js';
import { webhookEndpoints } from './webhook-endpoints.js';
import { verifyWebhook } from './webhooks.js';

export { type ErrorCode, type InputFault, NetworkError, TimeoutError, VestibuleError } from './errors.js';
export type { CallOptions } from './http.js';
export type { Paged } from './paged.js';
export type { ListEventsOptions } from './tenant-events.js';
export type { TransactionFilter, Transactions } from './transactions.js';
export type * from './types.js';
export { isOver } from './watch.js';
export type {
  DeliveryFilter,
  EndpointFilter,
  NewWebhookEndpoint,
  WebhookEndpointChange,
  WebhookEvent,
  WebhookReplay,
} from './webhook-types.js';
export { type VerifyOptions, verifyWebhook, WebhookError, type WebhookHeaders } from './webhooks.js';

export interface ServerOptions extends ApiOptions {
  clientId: string;
  /** Never in an app: it is the tenant's. */
  clientSecret: string;
  /** Only to start sessions from the server. */
  appKey?: string | undefined;
}

/** What a session has left behind: as `exchangeToken` answers it. */
export type CredentialsPair = Pick<Token, 'credentials_id' | 'access_token'>;

export interface DataOptions extends CallOptions {
  /** The user who is present: without it the bank counts the read. */
  psu?: { ip: string; userAgent: string } | undefined;
}

type Started = Omit<Operations['createSession']['body'], 'client_id' | 'client_app_key' | 'skill'>;

/** The server half, with the tenant's secret: what comes after a session, its events, and the sandbox. */
export function createServer(options: ServerOptions) {
  const http = new Http(options);
  const { clientId, clientSecret, appKey } = options;
  const basic = { Authorization: `Basic ${base64(`${clientId}:${clientSecret}`)}` };
  const call = <T>(one: Call): Promise<T> => http.json<T>({ ...one, headers: { ...basic, ...one.headers } });
  const of = (pair: CredentialsPair, { psu }: DataOptions = {}) => ({
    'X-Credentials-Id': pair.credentials_id,
    'X-Access-Token': pair.access_token,
    'X-PSU-IP-Address': psu?.ip,
    'X-PSU-User-Agent': psu?.userAgent,
  });
  const session = (id: string, below = '') => `/sessions/${segment(id)}${below}`;

  return {
    /** Exchanges the temp token of a completed session, once. A lost answer is asked for again under the same key. */
    exchangeToken(
      tempToken: string,
      { idempotencyKey = newKey(), ...options }: CallOptions & { idempotencyKey?: string } = {},
    ): Promise<Token> {
      const headers = { 'Idempotency-Key': idempotencyKey };
      const body = { temp_token: tempToken };
      return call({ ...options, method: 'POST', path: '/token', headers, body, isIdempotent: true });
    },

    /** The consented accounts with their balances. */
    accounts(pair: CredentialsPair, options: DataOptions = {}): Promise<{ data: Account[]; warnings?: Warning[] }> {
      return call({ ...options, method: 'GET', path: '/accounts', headers: of(pair, options) });
    },

    /** One account. */
    account(pair: CredentialsPair, accountId: string, options: DataOptions = {}): Promise<Account | undefined> {
      const path = `/accounts/${segment(accountId)}`;
      return call<{ data: Account[] }>({ ...options, method: 'GET', path, headers: of(pair, options) }).then(
        ({ data }) => data[0],
      );
    },

    /** An account's transactions, latest first: `for await` over all of them, `.pages()` for pages and their warnings. */
    transactions: transactionPages((pair: CredentialsPair, query, options: DataOptions) =>
      call({ ...options, method: 'GET', path: '/transactions', query, headers: of(pair, options) }),
    ),

    credentials: {
      get(pair: CredentialsPair, options: CallOptions = {}): Promise<Credentials> {
        const path = `/credentials/${segment(pair.credentials_id)}`;
        return call({ ...options, method: 'GET', path, headers: of(pair) });
      },
      /** Revokes them, at the bank too. */
      revoke(pair: CredentialsPair, options: CallOptions = {}): Promise<Credentials> {
        const path = `/credentials/${segment(pair.credentials_id)}`;
        return call({ ...options, method: 'DELETE', path, headers: of(pair) });
      },
    },

    sessions: {
      /** Starts one for an app, which goes on by `client.resume(session_id, nonce)`. Needs `appKey`. */
      async create(skill: string, options: Options<Started> & CallOptions = {}): Promise<SessionState> {
        if (appKey === undefined) throw new TypeError('createServer needs `appKey` to start sessions.');
        const { signal, timeout, maxRetries, ...members } = options;
        const body = { client_id: clientId, client_app_key: appKey, skill, ...asMembers(members) };
        const headers = { 'Idempotency-Key': newKey() };
        const rest = { signal, timeout, maxRetries };
        return http.json({ ...rest, method: 'POST', path: '/sessions', headers, body, isIdempotent: true });
      },
      /** `wait`: until its status changes, that many seconds at most. */
      get(id: string, { wait, ...options }: WaitOptions = {}): Promise<SessionState> {
        return call({ ...options, method: 'GET', path: session(id), query: { wait } });
      },
      /** `PROCESSING` while what was begun at the bank is still being undone. */
      cancel(id: string, { wait = 10, ...options }: WaitOptions = {}): Promise<SessionState> {
        return call({ ...options, method: 'DELETE', path: session(id), headers: { Prefer: `wait=${wait}` } });
      },
    },

    webhooks: webhookEndpoints(call),

    /** Whether a webhook is to be believed, and its event. */
    verifyWebhook,

    events: tenantEvents(http, basic, call),

    /** For sandbox sessions only. */
    sandbox: {
      /** Has time pass: `P14D`, `PT15M`. */
      advance(id: string, by: string, options: CallOptions = {}): Promise<SessionState> {
        return call({ ...options, method: 'POST', path: `/sandbox${session(id, '/advance')}`, body: { by } });
      },
      /** Plays the partner that the session waits for. */
      report(
        id: string,
        step: string,
        payload: { [member: string]: Json },
        options: CallOptions = {},
      ): Promise<SessionState> {
        return call({ ...options, method: 'POST', path: `/sandbox${session(id, '/report')}`, body: { step, payload } });
      },
    },
  };
}

export type Server = ReturnType<typeof createServer>;

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

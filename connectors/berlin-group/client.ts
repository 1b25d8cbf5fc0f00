import { randomUUID } from 'node:crypto';
import { type CallContext, ConnectorError, type Psu } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import type { BankResponse, Http } from '../toolkit/http';
import { followable, ownLink } from '../toolkit/links';
import type { BankProfile, Resource } from './profile';
import { accepted } from './refusal';
import { addressOf, belowBase } from './resource-address';
import { type Seal, signatureHeaders } from './signature';

interface BankCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: JsonObject;
}

/** How one read differs from the usual: a JSON object, within the profile's time. */
export interface ReadOptions {
  headers?: Record<string, string>;
  /** ms; at most this, the profile's `timeouts.read_ms` otherwise. */
  timeout?: number;
  as?: 'json' | 'any';
  /** `X-Request-ID`, where a bank wants the same one for the pages of a list. */
  requestId?: string;
}

/** What the settings give for all banks of a provider: how they know us beside the TLS certificate. */
export interface Secrets {
  clientId?: string;
  clientSecret?: string;
  seal?: Seal;
}

/** What a call needs of its surroundings; data calls have no key, for they change nothing. */
export type RequestContext = Partial<Pick<CallContext, 'key' | 'psu' | 'signal' | 'attempt'>> & {
  /** OAuth access token. */
  token?: string | undefined;
};

/** ms that an attempt of an activity keeps for itself, to say that the bank did not answer. */
const TO_SAY_SO = 1_500;
/** ms of an attempt where nobody says: the shortest that a catalog gives. */
const ATTEMPT = 9_500;
/** A data call lasts as long as the profile says; an operation's attempt ends before its activity is given up. */
const within = (ms: number, { key, attempt }: RequestContext): number =>
  key === undefined ? ms : Math.min(ms, Math.max((attempt?.ms ?? ATTEMPT) - TO_SAY_SO, 500));

/** One bank as its profile describes it. */
export interface Bank {
  name: string;
  profile: BankProfile;
  base: URL;
  secrets: Secrets;
  /** The address of a resource by the profile's template; `more` are further path segments, each encoded. */
  url(resource: Resource, values?: Record<string, string>, ...more: string[]): URL;
  /** Reads. Each time a request of its own: a repeated id might be given the first answer again. */
  read(url: URL, ctx: RequestContext, options?: ReadOptions): Promise<BankResponse>;
  /** Changes something. `name` tells the calls of one operation apart; with the key it makes the X-Request-ID. */
  change(name: string, call: BankCall, ctx: RequestContext & { key: string }): Promise<BankResponse>;
  /** Asks an OAuth server: a form, answered with JSON. */
  form(url: URL, fields: URLSearchParams, ctx: RequestContext, headers?: Record<string, string>): Promise<BankResponse>;
  /** A link of the bank's, stored or just given, that we are to follow. Throws where it leads to another host. */
  link(href: string): URL;
  /** The same relative to the address that was asked; `undefined` where it leads to another host. */
  next(from: URL, href: string): URL | undefined;
}

/** An XS2A client for one bank: addresses, request ids, the user's address, refusals as errors. */
export function createBank(
  { name, profile, base, secrets }: Pick<Bank, 'name' | 'profile' | 'base' | 'secrets'>,
  http: Http,
): Bank {
  const send = async (call: BankCall & ReadOptions, id: string, ctx: RequestContext): Promise<BankResponse> => {
    const headers: Record<string, string> = {
      'x-request-id': id,
      ...psuHeaders(ctx.psu, profile),
      ...fixedHeaders(profile, secrets),
      ...tokenHeader(profile, ctx.token),
      ...call.headers,
    };
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    const signature =
      profile.sign.algorithm === 'none' || !secrets.seal
        ? {}
        : signatureHeaders(profile.sign, secrets.seal, { ...call, headers, body });
    return accepted(await http.send({ ...call, headers: { ...headers, ...signature }, signal: ctx.signal }));
  };
  const signedForm = (url: URL, fields: URLSearchParams): Record<string, string> => {
    const headers = { 'x-request-id': randomUUID() };
    const unsigned = { method: 'POST', url, headers, body: fields.toString() };
    return secrets.seal ? { ...headers, ...signatureHeaders(profile.sign, secrets.seal, unsigned) } : headers;
  };
  const { read_ms, change_ms } = profile.timeouts;
  return {
    name,
    profile,
    base,
    secrets,
    url: (resource, values = {}, ...more) => addressOf(base, profile, resource, values, more),
    read: (url, ctx, { requestId: id = randomUUID(), timeout = read_ms, ...options } = {}) =>
      send({ method: 'GET', url, timeout: within(Math.min(timeout, read_ms), ctx), ...options }, id, ctx),
    change(step, call, ctx) {
      const isForUser = call.method !== 'DELETE';
      if (profile.headers.psu_ip_address === 'always' && isForUser && !ctx.psu) throw noAddress();
      return send(
        { timeout: within(change_ms, ctx), ...call, headers: officialHeaders(call) },
        requestId(ctx.key, step),
        ctx,
      );
    },
    form: async (url, fields, ctx, headers = {}) =>
      accepted(
        await http.send({
          method: 'POST',
          url,
          headers: { ...headers, ...(profile.sign.token_requests ? signedForm(url, fields) : {}) },
          body: fields,
          signal: ctx.signal,
          timeout: within(change_ms, ctx),
        }),
      ),
    link: (href) => belowBase(base, profile, ownLink(base, href)),
    next: (from, href) => {
      const url = followable(from, href);
      return url && belowBase(base, profile, url);
    },
  };
}

const noAddress = () => new ConnectorError('error', 'The bank wants the user’s address, and there is none.');

function psuHeaders(psu: Psu | undefined, { headers }: BankProfile): Record<string, string> {
  if (!psu) return {};
  const agent = psu.user_agent?.replace(/[^ -~]/g, '').slice(0, 512);
  return {
    ...(headers.psu_ip_address === 'never' ? {} : { 'psu-ip-address': plainAddress(psu.ip_address) }),
    ...(agent && headers.psu_user_agent !== 'never' ? { 'psu-user-agent': agent } : {}),
  };
}

/**
 * An address as banks check it. A socket for both families gives IPv4 as `::ffff:192.0.2.7`, which banks refuse, and a
 * local address may have a zone. IPv6 goes as it is, though the standard's description has IPv4 only.
 */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

function fixedHeaders({ headers }: BankProfile, { clientId = '', clientSecret = '' }: Secrets): Record<string, string> {
  const extra = Object.entries(headers.extra).map(([name, value]) => [
    name,
    value.replace('{CLIENT_ID}', clientId).replace('{CLIENT_SECRET}', clientSecret),
  ]);
  return { ...Object.fromEntries(extra), ...(headers.date ? { date: new Date().toUTCString() } : {}) };
}

const tokenHeader = ({ headers }: BankProfile, token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { [headers.token]: headers.token === 'authorization' ? `Bearer ${token}` : token };

/**
 * Where the bank sends the browser back to, and whom it is to authenticate. Explicit, so that every visit has its own
 * way back.
 */
export function authorisationHeaders(
  { profile: { psu, sca } }: Bank,
  psuId: string | undefined,
  { redirect }: CallContext,
): Record<string, string> {
  const preference = (value: boolean | null, name: string) => (value === null ? {} : { [name]: String(value) });
  return {
    ...(psuId === undefined || psu.id === 'never' ? {} : { 'psu-id': psuId }),
    ...(psuId === undefined || psu.id === 'never' || psu.type === undefined ? {} : { 'psu-id-type': psu.type }),
    'tpp-redirect-uri': redirect.ok,
    'tpp-nok-redirect-uri': redirect.nok,
    ...preference(sca.redirect_preferred, 'tpp-redirect-preferred'),
    ...preference(sca.explicit_preferred, 'tpp-explicit-authorisation-preferred'),
  };
}

/**
 * The headers that the standard has for this request: an update of an authorisation (PUT) names no way back, and one
 * that is started has been asked for explicitly already.
 */
function officialHeaders({ method, url, headers = {} }: BankCall): Record<string, string> {
  const isStart = method === 'POST' && url.pathname.endsWith('authorisations');
  const isOut = (name: string) =>
    (method === 'PUT' && /^tpp-.*(redirect|explicit)/.test(name)) || (isStart && name.startsWith('tpp-explicit'));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOut(name)));
}

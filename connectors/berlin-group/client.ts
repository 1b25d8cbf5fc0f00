import { randomUUID } from 'node:crypto';
import type { CallContext, Psu } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import type { Answer, Http } from '../toolkit/http';
import { accepted } from './refusal';

interface BankCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: JsonObject;
}

/** What a call needs of its surroundings; data calls have no key, for they change nothing. */
export type Surroundings = Partial<Pick<CallContext, 'key' | 'psu' | 'signal'>>;

export interface Bank {
  base: URL;
  /** Reads. Each time a request of its own: a repeated id would be given the first answer again. */
  read(url: URL, ctx: Surroundings, headers?: Record<string, string>): Promise<Answer>;
  /** Changes something. `name` tells the calls of one operation apart; with the key it makes the X-Request-ID. */
  change(name: string, call: BankCall, ctx: Surroundings & { key: string }): Promise<Answer>;
}

/** An XS2A client for one bank: request ids, the user's address, refusals as errors. `base` has no trailing slash. */
export function createBank(base: URL, http: Http): Bank {
  const send = async (call: BankCall, id: string, { psu, signal }: Surroundings): Promise<Answer> => {
    const headers = { 'x-request-id': id, ...psuHeaders(psu), ...call.headers };
    return accepted(await http.send({ ...call, headers, signal }));
  };
  return {
    base,
    read: (url, ctx, headers = {}) => send({ method: 'GET', url, headers }, randomUUID(), ctx),
    change: (name, call, ctx) => send(call, requestId(ctx.key, name), ctx),
  };
}

function psuHeaders(psu: Psu | undefined): Record<string, string> {
  if (!psu) return {};
  const agent = psu.user_agent?.replace(/[^ -~]/g, '').slice(0, 512);
  return { 'psu-ip-address': psu.ip_address, ...(agent ? { 'psu-user-agent': agent } : {}) };
}

/**
 * Where the bank sends the browser back to, and whom it is to authenticate. Explicit, so that every visit has its own
 * way back.
 */
export const authorisationHeaders = (psuId: string | undefined, { redirect }: CallContext): Record<string, string> => ({
  ...(psuId === undefined ? {} : { 'psu-id': psuId }),
  'tpp-redirect-uri': redirect.ok,
  'tpp-nok-redirect-uri': redirect.nok,
  'tpp-explicit-authorisation-preferred': 'true',
});

import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isLoopback } from '../domain/loopback';
import { isLoopbackAddress, whyRefused } from './address';
import type { GuardRules } from './address-guard';
import { AttemptFailure } from './attempt';

/** ms that a connection may take, its name look-up and TLS included. */
const CONNECT_TIMEOUT = 5_000;
/** Bytes that an answer's headers may have. */
const MOST_HEADERS = 16 * 1024;

export interface AgentOptions extends GuardRules {
  /** The resolver; the system's where absent. */
  lookup?: LookupFunction;
  /** Certificates (PEM) that are trusted instead of the system's, for tests. */
  ca?: string;
}

/**
 * An HTTP agent that connects to addresses of the public internet only, judged when connecting. The address that was
 * judged is the one that is connected to, so a name that leads elsewhere the second time (DNS rebinding) gains nothing.
 *
 * Each request has a connection of its own: none is used that was judged long ago or is just being closed. Proxy
 * variables have no effect. Certificates are verified.
 */
export function guardedAgent({ allowLoopback, lookup = systemLookup as LookupFunction, ca }: AgentOptions): Agent {
  const options = { timeout: CONNECT_TIMEOUT, allowH2: false, ...(ca === undefined ? {} : { ca }) };
  const toInternet = buildConnector({ ...options, lookup: judgedLookup(lookup, whyRefused) });
  const toThisMachine = buildConnector({ ...options, lookup: judgedLookup(lookup, whyElsewhere) });
  return new Agent({
    pipelining: 0,
    maxHeaderSize: MOST_HEADERS,
    connect(target, callback) {
      const host = target.hostname.replace(/^\[|\]$/g, '');
      if (allowLoopback && isLoopback(target.hostname)) return toThisMachine(target, callback);
      // A literal address is connected to without a look-up.
      const why = isIP(host) ? whyRefused(host) : undefined;
      if (why !== undefined) return callback(new AttemptFailure('address_refused', why), null);
      return toInternet(target, callback);
    },
  });
}

const whyElsewhere = (address: string): string | undefined =>
  isLoopbackAddress(address) ? undefined : `The name is this machine’s, and leads to ${address}.`;

/** A look-up that fails where any of the addresses is refused: who gives a private one beside others means no good. */
const judgedLookup = (lookup: LookupFunction, why: (address: string) => string | undefined): LookupFunction =>
  function judge(hostname, options, callback) {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const addresses = Array.isArray(address) ? address.map((one) => one.address) : [address];
      const refusals = addresses.flatMap((one) => why(one) ?? []);
      const [first] = addresses.length === 0 ? ['The name has no address.'] : refusals;
      if (first !== undefined) return callback(new AttemptFailure('address_refused', first), address, family);
      return callback(null, address, family);
    });
  };

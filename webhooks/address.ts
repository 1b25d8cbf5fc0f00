import ipaddr from 'ipaddr.js';

/** A sentence for each range of ipaddr.js that is not called. */
const RANGES: Record<string, string> = {
  loopback: 'is this machine itself',
  private: 'is private',
  uniqueLocal: 'is private',
  linkLocal: 'is link-local, as addresses of cloud metadata are',
  deprecatedSiteLocal: 'is private',
  carrierGradeNat: 'belongs to a provider’s inner network',
  multicast: 'is a multicast address',
  broadcast: 'is the broadcast address',
  unspecified: 'is no host’s address',
};
const SPECIAL = 'is set aside for a special purpose';

/** IPv6 that is routed on the internet: all of it is in here. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Bytes of an IPv6 address before the IPv4 address of a NAT64 (RFC 6052, for the well-known prefix). */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const NAT64_BYTES = 12;

/**
 * Why an IP address is not called, as one sentence; `undefined` where it is one of the internet, or no IP address.
 *
 * What is not known to be public is refused. An IPv4 address inside an IPv6 one is judged in its stead where it is
 * mapped or behind a NAT64; the tunnels 6to4 and Teredo are refused.
 */
export function whyRefused(address: string): string | undefined {
  const range = rangeOf(address);
  if (range === undefined || range === 'unicast') return undefined;
  return `The address ${address} ${RANGES[range] ?? SPECIAL}. Only addresses of the public internet are called.`;
}

/** Whether an IP address is this machine's own. */
export const isLoopbackAddress = (address: string): boolean => rangeOf(address) === 'loopback';

function rangeOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const inner = embedded(ipaddr.parse(address));
  const range = inner.range();
  // ipaddr.js takes what no range names for public, of IPv6 also `::127.0.0.1` and blocks that nobody has been given.
  const isUnknown = inner instanceof ipaddr.IPv6 && range === 'unicast' && !inner.match(GLOBAL_IPV6);
  return isUnknown ? 'reserved' : range;
}

/** The IPv4 address that an IPv6 address stands for, or the address itself. */
function embedded(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match(NAT64)) return ipaddr.fromByteArray(address.toByteArray().slice(NAT64_BYTES));
  return address;
}

/**
 * The network that counts as one caller: an IPv4 address, or the first 64 bits of an IPv6 address, for who has one of
 * those has them all.
 */
export function networkOf(ip: string): string {
  const address = /^::ffff:[0-9.]+$/i.test(ip) ? ip.slice('::ffff:'.length) : ip;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const [first, last] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

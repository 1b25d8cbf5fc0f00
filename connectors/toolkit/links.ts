import { isLoopback } from '../../domain/loopback';
import { unusable } from './http';

const parsed = (href: string, base?: URL): URL => {
  if (href.length > 2048 || !URL.canParse(href, base?.href)) throw unusable();
  return new URL(href, base);
};

/**
 * A link that we follow ourselves, with our certificate: it must stay on the bank's own origin, or whoever writes the
 * bank's answers could have us call what only we can reach.
 */
export function ownLink(base: URL, href: string): URL {
  const url = parsed(href, base);
  if (url.origin !== base.origin || url.username || url.password) throw unusable();
  url.hash = '';
  return url;
}

/** A link that may be followed, relative to the address that was asked; `undefined` where it leads elsewhere. */
export function followable(from: URL, href: string): URL | undefined {
  try {
    return ownLink(from, href);
  } catch {
    return undefined;
  }
}

/** A link for the user's browser (`scaRedirect`): any host, but never in the clear, unless it is this machine. */
export function userLink(href: string): string {
  const url = parsed(href);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSafe || url.username || url.password) throw unusable();
  return url.href;
}

/** The base URL with further path segments, each encoded: an id can't become another path. */
export function at(base: URL, ...segments: string[]): URL {
  if (segments.some((segment) => /^\.*$/.test(segment))) throw unusable();
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${segments.map(encodeURIComponent).join('/')}`;
  return url;
}

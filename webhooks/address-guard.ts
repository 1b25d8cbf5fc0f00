import { isLoopback } from '../domain/loopback';
import { whyRefused } from './address';

/** Whom an installation calls. */
export interface GuardRules {
  /** Also `http` and this machine itself, at any port: for a stack on a developer's machine, and nothing else. */
  allowLoopback: boolean;
}

/** What is wrong with a URL: a code for programs and a sentence for people. */
export interface UrlFault {
  code: 'url_malformed' | 'url_scheme' | 'url_credentials' | 'url_port' | 'url_fragment' | 'address_refused';
  message: string;
}

const PORTS: ReadonlySet<string> = new Set(['', '443', '8443']);
const MOST_CHARACTERS = 2_048;
/** `URL` passes over them or rewrites them: what is called would not be what is shown. */
const NOT_IN_URLS = /[\s\p{Cc}]/u;

/**
 * Judges an endpoint's URL as far as its text goes: scheme, port, credentials, and an address in place of a name in any
 * spelling that a URL may have. What a name leads to is judged when connecting (`guarded-agent.ts`).
 */
export function urlFault(text: string, { allowLoopback }: GuardRules): UrlFault | undefined {
  const isLegible = text.length <= MOST_CHARACTERS && !NOT_IN_URLS.test(text);
  const url = isLegible && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return { code: 'url_malformed', message: 'This is no URL. Give one like https://shop.example/webhooks.' };
  if (url.username !== '' || url.password !== '')
    return {
      code: 'url_credentials',
      message: 'The URL has a user or a password in it. Leave them out: the signature proves who calls.',
    };
  if (url.hash !== '') return { code: 'url_fragment', message: 'The part after # is never sent. Leave it out.' };
  if (allowLoopback && isLoopback(url.hostname) && ['http:', 'https:'].includes(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return { code: 'url_scheme', message: 'Events are sent by https only.' };
  if (!PORTS.has(url.port))
    return { code: 'url_port', message: `Events are sent to the ports 443 and 8443, not to ${url.port}.` };
  const message = hostFault(url.hostname);
  return message === undefined ? undefined : { code: 'address_refused', message };
}

/** Names that mean this machine or its network, whatever a resolver says (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/** What is wrong with a host as `URL.hostname` spells it: a literal address, or a name that is local by definition. */
function hostFault(hostname: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (LOCAL_NAME.test(host)) return 'This name belongs to a machine or a network of its own, not to the internet.';
  return whyRefused(host);
}

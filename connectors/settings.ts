import { readFileSync } from 'node:fs';
import { isLoopback } from '../domain/loopback';
import type { Flavour } from '../domain/skill/skill';
import type { Secrets } from './berlin-group/client';
import { GENERIC } from './berlin-group/profile';
import type { ClientTls } from './toolkit/http';

/** One bank of a provider. `name` is what skills and credentials call it by. */
export interface BankBinding {
  name: string;
  /** Its base address, with the path that the bank's own API has: the profile's paths go below it. */
  url: URL;
  /** The name of its profile. */
  profile: string;
  /** The environment variable that names the profile. */
  setting: string;
}

/** What a provider's skills of one flavour talk to. */
export interface Binding {
  /** With which the names of its settings begin: `XYZ_SBX_`. */
  prefix: string;
  /** The first one is meant where a skill names none. */
  banks: [BankBinding, ...BankBinding[]];
  /** Where the provider's own products are: its deposits. */
  productsUrl: URL;
  verifierUrl?: URL;
  /** Standard Webhooks secrets (`whsec_…`) of the verifier's callbacks: two while one is rotated. */
  verifierSecrets: string[];
  tls: ClientTls;
  secrets: Secrets;
}

export type Env = Record<string, string | undefined>;

/**
 * Reads one provider's settings: `<PROVIDER>_…`, and `<PROVIDER>_SBX_…` for the sandbox: `BANK_URL`, `BANK_PROFILE`,
 * `BANKS`, `PRODUCTS_URL`, `VERIFIER_URL`, `VERIFIER_SECRET`, `CLIENT_ID`, `CLIENT_SECRET`, and the file paths
 * `CLIENT_CERT`, `CLIENT_KEY`, `CA`, `SEAL_CERT`, `SEAL_KEY`.
 * Without `BANK_URL` there is no binding. Throws an `Error` that names the variable and what is wrong with it.
 */
export function readBinding(env: Env, provider: string, flavour: Flavour): Binding | undefined {
  const prefix = `${provider.toUpperCase()}_${flavour === 'sandbox' ? 'SBX_' : ''}`;
  const get = (name: string) => env[prefix + name]?.trim() || undefined;
  const bank = get('BANK_URL');
  if (bank === undefined) {
    const idle = ['BANKS', 'BANK_PROFILE'].find((name) => get(name) !== undefined);
    if (idle) throw new Error(`${prefix}${idle} is set, and ${prefix}BANK_URL, the first bank's address, is not`);
    return undefined;
  }
  const verifier = get('VERIFIER_URL');
  const secret = get('VERIFIER_SECRET');
  if ((verifier === undefined) !== (secret === undefined)) {
    throw new Error(`${prefix}VERIFIER_URL and ${prefix}VERIFIER_SECRET go together: one is set, the other is not`);
  }
  const bankUrl = baseUrl(`${prefix}BANK_URL`, bank, flavour);
  const profile = get('BANK_PROFILE') ?? GENERIC;
  const products = get('PRODUCTS_URL');
  const first: BankBinding = { name: profile, url: bankUrl, profile, setting: `${prefix}BANK_PROFILE` };
  return {
    prefix,
    banks: [first, ...moreBanks(`${prefix}BANKS`, get('BANKS'), flavour)],
    productsUrl: products ? baseUrl(`${prefix}PRODUCTS_URL`, products, flavour) : new URL('/', bankUrl),
    ...(verifier ? { verifierUrl: baseUrl(`${prefix}VERIFIER_URL`, verifier, flavour) } : {}),
    verifierSecrets: secret ? webhookSecrets(`${prefix}VERIFIER_SECRET`, secret) : [],
    tls: readTls(prefix, get),
    secrets: readSecrets(prefix, get),
  };
}

/** `name=address,name=address`: each bank has the profile of its name. */
function moreBanks(variable: string, value: string | undefined, flavour: Flavour): BankBinding[] {
  const banks = (value ?? '').split(',').flatMap((entry) => {
    if (entry.trim() === '') return [];
    const [, name, url] = /^\s*([a-z][a-z0-9-]{0,30})=(.+)$/.exec(entry) ?? [];
    if (name === undefined || url === undefined) throw new Error(`${variable} must be a list of name=address`);
    return [{ name, url: baseUrl(`${variable} (${name})`, url.trim(), flavour), profile: name, setting: variable }];
  });
  const twice = banks.find(({ name }, index) => banks.findIndex((other) => other.name === name) < index);
  if (twice) throw new Error(`${variable} names '${twice.name}' twice`);
  return banks;
}

/** Production speaks TLS, unless the other side is on this machine; a sandbox may be anywhere. */
function baseUrl(variable: string, value: string, flavour: Flavour): URL {
  if (!URL.canParse(value)) throw new Error(`${variable} is not a URL`);
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error(`${variable} must be an https URL`);
  if (url.protocol === 'http:' && flavour === 'production' && !isLoopback(url.hostname))
    throw new Error(`${variable} must be an https URL`);
  if (url.username || url.password) throw new Error(`${variable} must not carry a user name or a password`);
  if (url.search || url.hash) throw new Error(`${variable} must be a base URL, without query or fragment`);
  return url;
}

/** One secret, or while it is rotated the new and the old one, separated by a comma. */
function webhookSecrets(variable: string, value: string): string[] {
  const secrets = value.split(',').map((secret) => secret.trim());
  if (!secrets.every(isWebhookSecret))
    throw new Error(`${variable} must be 'whsec_' and base64 of at least 24 random bytes, or two of them with a comma`);
  return secrets;
}

const isWebhookSecret = (value: string): boolean =>
  /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(value) && Buffer.from(value.slice('whsec_'.length), 'base64').length >= 24;

function readTls(prefix: string, get: (name: string) => string | undefined): ClientTls {
  const [cert, key, ca] = ['CLIENT_CERT', 'CLIENT_KEY', 'CA'].map((name) => pem(`${prefix}${name}`, get(name)));
  if ((cert === undefined) !== (key === undefined)) {
    throw new Error(`${prefix}CLIENT_CERT and ${prefix}CLIENT_KEY go together: one is set, the other is not`);
  }
  return { ...(cert && key ? { cert, key } : {}), ...(ca ? { ca } : {}) };
}

/** How banks know us at their OAuth servers, and the certificate that requests are signed with. */
function readSecrets(prefix: string, get: (name: string) => string | undefined): Secrets {
  const [clientId, clientSecret] = [get('CLIENT_ID'), get('CLIENT_SECRET')];
  const certificate = pem(`${prefix}SEAL_CERT`, get('SEAL_CERT'));
  const key = pem(`${prefix}SEAL_KEY`, get('SEAL_KEY'));
  if ((certificate === undefined) !== (key === undefined)) {
    throw new Error(`${prefix}SEAL_CERT and ${prefix}SEAL_KEY go together: one is set, the other is not`);
  }
  return {
    ...(clientId ? { clientId } : {}),
    ...(clientSecret ? { clientSecret } : {}),
    ...(certificate && key ? { seal: { certificate, key } } : {}),
  };
}

function pem(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${variable} names a file that can’t be read`, { cause });
  }
  if (!text.includes('-----BEGIN ')) throw new Error(`${variable} names a file that is not PEM`);
  return text;
}

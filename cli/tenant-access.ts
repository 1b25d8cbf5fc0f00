import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Demo } from '../local/stack/home';
import { homeFolder } from '../runtime/paths';

/** Where a tenant's API is, and the tenant's keys. */
export interface TenantAccess {
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** Only sessions are started with it. */
  appKey?: string;
  /** The sandbox bank of `npm start`. */
  bankUrl?: string;
}

/** No API or no key to use, or one that can't be: says what to do. */
export class TenantAccessError extends Error {
  override readonly name = 'TenantAccessError';
}

/**
 * The tenant that a command acts for: from the environment, else the demo tenant of a running `npm start`. The demo's
 * keys go to the demo's own API and nowhere else. Throws `TenantAccessError`.
 */
export function tenantAccess(env: NodeJS.ProcessEnv): TenantAccess {
  const demo = demoOf(env);
  const apiUrl = addressOf(env.VESTIBULE_API_URL || demo?.api_url);
  const { VESTIBULE_CLIENT_ID: clientId, VESTIBULE_CLIENT_SECRET: clientSecret, VESTIBULE_APP_KEY: appKey } = env;
  if (clientId && clientSecret) return { apiUrl, clientId, clientSecret, ...(appKey ? { appKey } : {}) };
  if (clientId || clientSecret) {
    const missing = clientId ? 'VESTIBULE_CLIENT_SECRET' : 'VESTIBULE_CLIENT_ID';
    throw new TenantAccessError(`Set ${missing}, too: a tenant is named by its id and proven by its secret.`);
  }
  if (!demo || new URL(demo.api_url).origin !== new URL(apiUrl).origin)
    throw new TenantAccessError(`Set VESTIBULE_CLIENT_ID and VESTIBULE_CLIENT_SECRET of a tenant at ${apiUrl}.`);
  return {
    apiUrl,
    clientId: demo.client_id,
    clientSecret: demo.client_secret,
    appKey: demo.client_app_key,
    bankUrl: demo.bank_url,
  };
}

function demoOf(env: NodeJS.ProcessEnv): Demo | undefined {
  try {
    return JSON.parse(readFileSync(path.join(homeFolder(env), 'demo.json'), 'utf8')) as Demo;
  } catch {
    return undefined;
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function addressOf(given: string | undefined): string {
  if (!given)
    throw new TenantAccessError(
      'Nothing runs on this machine: run npm start in another terminal, or set VESTIBULE_API_URL.',
    );
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new TenantAccessError('VESTIBULE_API_URL is not an address: https://api.example.com');
  const { protocol, hostname } = new URL(given);
  if (protocol === 'http:' && !LOOPBACK.test(hostname))
    throw new TenantAccessError('VESTIBULE_API_URL has to begin with https: the secret would be sent for all to read.');
  return given;
}

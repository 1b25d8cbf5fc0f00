import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { seedDemo } from '../../cli/demo/seed';
import { App } from '../../cli/tour/app';
import type { Demo, DemoKeys } from '../../local/stack/home';
import type { StackOptions } from '../../local/stack/options';
import { type Stack, startStack } from '../../local/stack/stack';
import { deriveKeys, hmacKey, newKey } from '../../security/keys';
import { createStore } from '../../store';
import type { Store, Tenant } from '../../store/store';

/** The environment variable that tells the tests where the description of their stack lies. */
export const STACK_FILE = 'VESTIBULE_TEST_STACK';
export const ANY_PORTS = { port: 0, temporal: 0, temporalUi: 0, mongo: 0, bank: 0, verifier: 0 };

export interface SharedStack {
  demo: Demo;
  /** What the worker and the API were started with. */
  env: NodeJS.ProcessEnv;
  home: string;
}

/** The stack that this run has started for all of its system tests. */
export function stack(): SharedStack {
  const file = process.env[STACK_FILE];
  if (!file) throw new Error('No stack runs for this test: tests that need one lie under test/system/ or test/store/');
  return JSON.parse(readFileSync(file, 'utf8')) as SharedStack;
}

/** The store behind the stack; the caller closes it. */
export function openStore(env: NodeJS.ProcessEnv = stack().env): Store {
  return createStore({ uri: String(env.MONGODB_URI), keys: deriveKeys(String(env.VESTIBULE_SECRET)) });
}

/** A Temporal client for the stack's namespace; the caller closes its connection. */
export async function temporalClient(env: NodeJS.ProcessEnv = stack().env): Promise<Client> {
  const connection = await Connection.connect({ address: String(env.TEMPORAL_ADDRESS) });
  return new Client({ connection, namespace: String(env.TEMPORAL_NAMESPACE) });
}

export type FreshTenant = DemoKeys & Pick<Tenant, 'name' | 'skills' | 'return_urls' | 'origins'>;

/** A sandbox tenant that no other test knows, with all skills of the demo tenant, unless told otherwise. */
export async function freshTenant(
  wishes: Partial<Pick<Tenant, 'skills' | 'return_urls' | 'origins' | 'flavour'>> = {},
  on: Pick<SharedStack, 'demo' | 'env'> = stack(),
): Promise<FreshTenant> {
  const { pepper } = deriveKeys(String(on.env.VESTIBULE_SECRET));
  const keys = { client_id: newKey('vci'), client_secret: newKey('vcs'), client_app_key: newKey('vak') };
  const tenant = { name: `shop-${randomUUID()}`, skills: on.demo.skills, return_urls: [], origins: [], ...wishes };
  const { flavour = 'sandbox' } = wishes;
  const store = openStore(on.env);
  try {
    await store.tenants.create({
      ...tenant,
      client_id: keys.client_id,
      servicer: 'demo',
      flavour,
      secret_hmac: hmacKey(pepper, keys.client_secret),
      app_key_hmac: hmacKey(pepper, keys.client_app_key),
    });
  } finally {
    await store.close();
  }
  return { ...tenant, ...keys };
}

/**
 * An app of a sandbox tenant that nobody else knows. Calls, and a user's attempts at a bank, are counted by tenant: so
 * what other tests do on the same stack can't have this one refused.
 */
export const ownApp = async (wishes: Parameters<typeof freshTenant>[0] = {}): Promise<App> =>
  new App({ ...stack().demo, ...(await freshTenant(wishes)) });

/** Has a test file use one such app, made before its first test. Returns the function that gives it. */
export function useOwnApp(): () => App {
  let app: App;
  beforeAll(async () => {
    app = await ownApp();
  });
  return () => app;
}

/**
 * A stack of the test's own, for tests that stop or kill parts of it. Pass the home of one that was killed to start on
 * its data again.
 *
 * @returns the stack, and `dispose`, which stops it and removes its folder
 */
export async function startOwnStack(
  options: Partial<StackOptions> = {},
): Promise<Stack & { dispose: () => Promise<void> }> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
  // A home that was used before gets its last ports again, as it would for a user.
  const ports = options.home ? {} : ANY_PORTS;
  const own = await startStack({ seedDemo, ...ports, ...options, home });
  const dispose = async () => {
    await own.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return Object.assign(own, { dispose });
}

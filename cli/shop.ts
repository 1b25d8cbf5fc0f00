import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Demo } from '../local/stack/home';
import { homeFolder, projectRoot } from '../runtime/paths';
import { openPlatform } from '../runtime/platform';
import { readAdminSettings } from './admin/settings';

/** As `cli/demo/seed.ts` makes it. */
const TENANT = 'demo-shop';
const USUAL_PORT = '4000';

/** The SDK is compiled like any package that npm would bring; after a clone it is not there yet. */
function buildSdk(): void {
  const sdk = path.join(projectRoot(), 'sdk');
  if (existsSync(path.join(sdk, 'dist'))) return;
  execFileSync(process.execPath, [path.join(projectRoot(), 'cli', 'sdk', 'build.mjs')], { stdio: 'inherit' });
}

/** Has the demo tenant's users sent back to the shop. A page of `localhost` may call the API for a sandbox tenant. */
async function register(return_url: string): Promise<void> {
  const platform = openPlatform(readAdminSettings(process.env, homeFolder()));
  try {
    await platform.admin.editList(TENANT, 'return_urls', { add: [return_url] });
  } finally {
    await platform.close();
  }
}

/** Runs the shop with what its tenant's own people would give it: addresses and keys, and nothing else of ours. */
async function run(): Promise<void> {
  buildSdk();
  const demo = JSON.parse(readFileSync(path.join(homeFolder(), 'demo.json'), 'utf8')) as Demo;
  const port = process.env.SHOP_PORT || USUAL_PORT;
  await register(`http://localhost:${port}/`);
  const data = path.join(homeFolder(), 'shop');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const shop = spawn(process.execPath, [path.join(projectRoot(), 'examples', 'shop', 'server.js')], {
    stdio: 'inherit',
    env: {
      ...process.env,
      API: demo.api_url,
      CLIENT_ID: demo.client_id,
      CLIENT_SECRET: demo.client_secret,
      CLIENT_APP_KEY: demo.client_app_key,
      SHOP_PORT: port,
      SHOP_DATABASE: path.join(data, 'shop.db'),
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => shop.kill(signal));
  const [code] = await once(shop, 'exit');
  process.exitCode = code ?? 0;
}

run().catch((error: unknown) => {
  console.error(`The shop can’t be opened: is 'npm start' running and ready? (${(error as Error).message})`);
  process.exitCode = 1;
});

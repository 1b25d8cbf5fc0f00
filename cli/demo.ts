import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Demo } from '../local/stack/home';
import { homeFolder } from '../runtime/paths';

/** Prints what `demo.json` says as shell variables, for `eval`. */
function print(): void {
  const demo = JSON.parse(readFileSync(path.join(homeFolder(), 'demo.json'), 'utf8')) as Demo;
  const variables = {
    API: demo.api_url,
    BANK: demo.bank_url,
    VERIFIER: demo.verifier_url,
    CLIENT_ID: demo.client_id,
    CLIENT_SECRET: demo.client_secret,
    CLIENT_APP_KEY: demo.client_app_key,
    ...(demo.servicer_key === undefined ? {} : { VESTIBULE_SERVICER_KEY: demo.servicer_key }),
  };
  for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}='${value}'\n`);
}

try {
  print();
} catch {
  console.error(`There is no demo.json in ${homeFolder()}: is 'npm start' running and ready?`);
  process.exitCode = 1;
}

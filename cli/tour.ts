import { readFileSync } from 'node:fs';
import path from 'node:path';
import { homeFolder } from '../runtime/paths';
import { App, type DemoAccess, expectStatus } from './tour/app';
import { consent, consentAt, deposit, exchange, pay, transactions } from './tour/journeys';
import { secondThoughts } from './tour/second-thoughts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const yearAgo = () => new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);

/** Banks of the sandbox that differ, and a user at the plain one whose bank's answer is lost. */
const BANKS: [bank: string | undefined, user: string][] = [
  ['lockbox', 'user_embedded'],
  ['prompt', 'user_redirect'],
  ['ledgerxml', 'user_redirect'],
  ['confirm', 'user_redirect'],
  [undefined, 'lost_answer'],
];

/** Takes test users through everything that the platform does, over HTTP alone, against a running `npm start`. */
async function tour(): Promise<void> {
  const app = new App(JSON.parse(readFileSync(path.join(homeFolder(), 'demo.json'), 'utf8')) as DemoAccess);
  for (const user of ['user_redirect', 'user_decoupled', 'user_embedded']) {
    const session = await consent(app, user);
    say(`consent as ${user}: ${session.state.status}`);
    if (user === 'user_embedded') await readAccounts(app, await exchange(session));
  }
  for (const [bank, user] of BANKS) {
    const session = await consentAt(app, bank, user);
    const { data } = expectStatus(await app.data('/accounts', await exchange(session)), 200).body;
    say(`consent at ${bank ?? 'the plain bank'} as ${user}: ${session.state.status}, ${data.length} accounts`);
  }
  const paid = await pay(app, 'user_redirect');
  say(`payment: ${paid.state.status}, ${paid.state.output?.transaction_status}`);
  const opened = await deposit(app, 'user_redirect', 'Ana Pop retake');
  say(`deposit, after a retake: ${opened.state.status}, matures ${opened.state.output?.maturity_date}`);
  const told = await secondThoughts(app);
  say(`second thoughts: an offer in another tab ${told.staleOffer}, ${told.files} file after one was taken back,`);
  say(`  “${told.atField}”, then ${told.status}`);
}

async function readAccounts(app: App, credentials: { credentials_id: string; access_token: string }): Promise<void> {
  const accounts = expectStatus(await app.data('/accounts', credentials), 200).body.data;
  for (const { account_id, name, currency, balances } of accounts) {
    const year = await transactions(app, credentials, account_id, yearAgo());
    say(`  ${name} (${currency}): balance ${balances[0]?.amount}, ${year.length} transactions in a year`);
  }
  const { status } = await app.data(`/credentials/${credentials.credentials_id}`, credentials, 'DELETE');
  const after = await app.data('/accounts', credentials);
  say(`  revoked (${status}); accounts afterwards: ${after.status} ${after.body.code}`);
}

tour().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

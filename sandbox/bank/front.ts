import { Router } from 'express';
import { html, type Markup, sendPage } from '../html';
import type { Bank } from './books';
import type { Clothes } from './clothes/clothes';
import { BANKS } from './clothes/wardrobe';
import { customerNumber } from './customer-number';
import { DECLINED_VALUE } from './deposits';
import { COSIGNER } from './habits/sca';
import { KNOWN_HOLDERS, SERVICE_DOWN_IBAN, UNVERIFIABLE_IBAN } from './payee-verification';
import { UNAVAILABLE_VALUE } from './terms';
import { PLAIN } from './traits/traits';
import type { TestUser } from './user';
import { BLOCKED_IBAN, HABIT_USERS, OTP, PASSWORD, TEST_USERS } from './users';

/** What a bank does otherwise than a plain one, as `name: value`. */
function ownTraits({ traits }: Clothes): string {
  const own = Object.entries(traits).filter(([name, value]) => Reflect.get(PLAIN, name) !== value);
  return own.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(' · ');
}

const bankRow = (url: string, bank: Clothes): Markup => html`<tr><td><code>${bank.name}</code></td>
<td><code>${url}${bank.base}</code><br>${bank.approaches.join(', ').toLowerCase()}</td>
<td>${bank.story}<br><small>${ownTraits(bank)}</small></td></tr>\n`;

const userRow = (
  user: TestUser,
): Markup => html`<tr><td><code>${user.psu_id}</code></td><td>${customerNumber(user)}</td>
<td>${user.approach.toLowerCase()}</td><td>${user.story}</td></tr>\n`;

const userTable = (users: readonly TestUser[]): Markup => html`<table>
<tr><th>PSU-ID</th><th>Customer number</th><th>Approach</th><th>What happens</th></tr>
${users.map(userRow)}</table>`;

const habits = (): Markup[] =>
  Object.entries(HABIT_USERS).map(([title, users]) => html`<h3>${title}</h3>${userTable(users)}`);

const holderRow = ([iban, name]: [string, string]): Markup => html`<tr><td>The payee of <code>${iban}</code></td>
<td>is ${name}: that name is MTCH, one like it CMTC, another one NMTC.</td></tr>`;

const values = (): Markup => html`<table>
<tr><td>A payment to <code>${BLOCKED_IBAN}</code></td><td>is rejected at once: RJCT.</td></tr>
<tr><td>A deposit of <code>${UNAVAILABLE_VALUE}</code>, or of lei for 3 months</td>
<td>409 TERMS_UNAVAILABLE when a quote is asked for.</td></tr>
<tr><td>A deposit of <code>${DECLINED_VALUE}</code></td><td>409 DECLINED when it is opened.</td></tr>
${Object.entries(KNOWN_HOLDERS).map(holderRow)}
<tr><td>The payee of <code>${UNVERIFIABLE_IBAN}</code></td>
<td>can’t be verified: NOAP. Of any other account, every name is MTCH.</td></tr>
<tr><td>The payee of <code>${SERVICE_DOWN_IBAN}</code></td><td>can’t be verified now: 503.</td></tr>
</table>`;

const scripts = (
  url: string,
): Markup => html`<pre># redirect: the address is _links.scaRedirect.href; the answer is 302 to the app
# with PSU-ID unknown to the app, any user may log in; accounts=&lt;IBAN&gt; (repeated) chooses accounts
curl -i "$SCA_REDIRECT" -d psu_id=user_redirect -d password=${PASSWORD} -d decision=approve   # or decline, or later

# OAuth redirect: the same form at the authorisation endpoint of _links.scaOAuth, with its query

# decoupled: the code stands in psuMessage
curl ${url}/phone/$CODE -d decision=approve   # or decline
curl -H 'Accept: application/json' '${url}/phone?psu_id=user_decoupled'   # what is open

# a second signatory
curl -H 'Accept: application/json' '${url}/phone?psu_id=${COSIGNER.psu_id}'

# revoke a consent as its user
curl ${url}/consents/$CONSENT_ID/revoke -X POST

# verify a payee (an own resource of this sandbox): result is MTCH, CMTC with matchedName, NMTC or NOAP
curl ${url}/psd2/v1/payee-verifications -H 'Content-Type: application/json' -H "X-Request-ID: $(uuidgen)" \\
  -d '{"creditorAccount": {"iban": "${Object.keys(KNOWN_HOLDERS)[0]}"}, "creditorName": "Anna Popescu"}'

# what was really done, over all banks, and how often it was asked for
curl '${url}/_sandbox/effects?request_id='   # also: resource_id, effect, of</pre>`;

/** The front page: which banks there are, who can be played at them, and how a script plays them. */
export function frontPage(bank: Bank): Router {
  const page = () => html`
<p>Test banks that speak NextGenPSD2 (1.3.11), each in clothes of its own, and sell term deposits.
No real money, no real people.
Every password is <code>${PASSWORD}</code>, every one-time password <code>${OTP}</code>.</p>
<p><a href="/phone">My phone</a> (decoupled approvals, consents to revoke) ·
<a href="/_sandbox/effects">Ledger of effects</a></p>
<h2>Banks</h2>
<table><tr><th>Bank</th><th>Base address, approaches</th><th>What is special</th></tr>
${BANKS.map((clothes) => bankRow(bank.public_url, clothes))}</table>
<h2>Test users</h2>
<p>Each may be played at each bank, by name or by customer number;
the approach is the bank’s first where it doesn’t offer the user’s.</p>
${userTable([...TEST_USERS, COSIGNER])}
<p>Anyone else: 401 PSU_CREDENTIALS_INVALID. Three wrong one-time passwords end an authorisation.</p>
<h2>Users with a habit</h2>
<p>What a user’s habit says is stronger than what the bank does.</p>
${habits()}
<h2>Test values</h2>
${values()}
<h2>Without a browser</h2>
${scripts(bank.public_url)}
<p class="quiet">The same X-Request-ID, method and path again: what happens says a bank’s request_id_again
(replay: the first answer; again: done a second time, which is plain; refused: 400). Deposits are always replayed.</p>`;
  return Router().get('/', (_req, res) => sendPage(res, 200, 'Bank XYZ', page()));
}

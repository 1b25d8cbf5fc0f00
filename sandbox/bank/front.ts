import { Router } from 'express';
import { html, sendPage } from '../html';
import type { Bank } from './books';
import { DECLINED_VALUE } from './deposits';
import { UNAVAILABLE_VALUE } from './terms';
import { BLOCKED_IBAN, OTP, PASSWORD, TEST_USERS } from './users';

/** The front page: who can be played here, and how a script plays them. */
export function frontPage(bank: Bank): Router {
  const page = () => html`
<p>A test bank that speaks NextGenPSD2 (1.3.11) under <code>/psd2/v1</code>, and sells term deposits under <code>/deposits/v1</code>.
No real money, no real people. Every password is <code>${PASSWORD}</code>, every one-time password <code>${OTP}</code>.</p>
<p><a href="/phone">My phone</a> (decoupled approvals, consents to revoke) · <a href="/_sandbox/effects">Ledger of effects</a></p>
<h2>Test users</h2>
<table><tr><th>PSU-ID</th><th>Approach</th><th>What happens</th></tr>
${TEST_USERS.map((user) => html`<tr><td><code>${user.psu_id}</code></td><td>${user.approach.toLowerCase()}</td><td>${user.story}</td></tr>\n`)}
<tr><td>anyone else</td><td></td><td>401 PSU_CREDENTIALS_INVALID. Three wrong one-time passwords end an authorisation.</td></tr></table>
<h2>Test values</h2>
<table>
<tr><td>A payment to <code>${BLOCKED_IBAN}</code></td><td>is rejected at once: RJCT.</td></tr>
<tr><td>A deposit of <code>${UNAVAILABLE_VALUE}</code>, or of lei for 3 months</td><td>409 TERMS_UNAVAILABLE when a quote is asked for.</td></tr>
<tr><td>A deposit of <code>${DECLINED_VALUE}</code></td><td>409 DECLINED when it is opened.</td></tr>
</table>
<h2>Without a browser</h2>
<pre># redirect: the address is _links.scaRedirect.href; the answer is 302 to the app
curl -i "$SCA_REDIRECT" -d psu_id=user_redirect -d password=${PASSWORD} -d decision=approve   # or decline

# decoupled: the code stands in psuMessage
curl ${bank.public_url}/phone/$CODE -d decision=approve   # or decline
curl -H 'Accept: application/json' '${bank.public_url}/phone?psu_id=user_decoupled'   # what is open

# revoke a consent as its user
curl ${bank.public_url}/consents/$CONSENT_ID/revoke -X POST

# what was really done, and how often it was asked for
curl '${bank.public_url}/_sandbox/effects?request_id='   # also: resource_id, effect</pre>
<p class="quiet">An operation asked for again with the same X-Request-ID, method and path is done once and gets the first answer.</p>`;
  return Router().get('/', (_req, res) => sendPage(res, 200, 'Bank XYZ', page()));
}

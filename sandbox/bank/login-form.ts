import type { Response } from 'express';
import { Change } from '../change';
import { html, type Markup, sendPage } from '../html';
import type { Authorisation, Bank, BankChange } from './books';
import { traitsOf } from './clothes/wardrobe';
import { describe } from './describe';
import { decide } from './outcomes';
import { type Account, accountsOf } from './portfolio';
import type { AccountAccess } from './subjects';
import { findUser, PASSWORD } from './users';

type Fields = Record<string, unknown>;

/** Whether the user chooses the accounts here: the consent's lists are there, and empty. */
function isOpenChoice({ accounts, balances, transactions }: AccountAccess): boolean {
  const lists = [accounts, balances, transactions];
  return lists.some((list) => list) && lists.every((list) => !list?.length);
}

function choice({ ledger }: Bank, { kind, subject_id, psu_id, bank }: Authorisation) {
  const consent = kind === 'consents' ? ledger.get('consents', subject_id) : undefined;
  if (!consent || !isOpenChoice(consent.access)) return [];
  return accountsOf({ ...(bank && { bank }), ...(psu_id && { psu_id }) });
}

const tick = ({ iban, name }: Account): Markup => html`<label class="tick">
<input type="checkbox" name="accounts" value="${iban}" checked> ${name}, ${iban}</label>`;

export function showLogin(bank: Bank, res: Response, authorisation: Authorisation, wrong?: string): void {
  const accounts = choice(bank, authorisation);
  const form = html`
<p>${describe(bank, authorisation)}</p>
${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : html``}
<form method="post">
<label for="psu_id">User name</label>
<input id="psu_id" name="psu_id" value="${authorisation.psu_id}" autocomplete="username" required maxlength="64">
<label for="password">Password</label>
<input id="password" name="password" type="password" value="${PASSWORD}" autocomplete="current-password"
required maxlength="64">
${accounts.map(tick)}
<button name="decision" value="approve">Log in and approve</button>
<button name="decision" value="decline" class="other">Decline</button>
<button name="decision" value="later" class="other" formnovalidate>Back, undecided</button>
</form>
<p class="quiet">A sandbox: no real money, no real people. Every password is “${PASSWORD}”.</p>`;
  sendPage(res, wrong ? 401 : 200, 'Bank XYZ', form, 'narrow');
}

/** Why these fields don't log in the user that the request is about. */
function wrongLogin({ psu_id }: Authorisation, fields: Fields): string | undefined {
  const user = findUser(String(fields.psu_id));
  if (!user || fields.password !== PASSWORD) return 'The user name or the password is wrong.';
  return psu_id && psu_id !== user.psu_id ? 'This request is for another user.' : undefined;
}

/** Why a posted form is no decision, or nothing if it is one. */
export function wrongDecision(authorisation: Authorisation, fields: Fields): string | undefined {
  if (fields.decision === 'decline' || fields.decision === 'later') return undefined;
  return fields.decision === 'approve' ? wrongLogin(authorisation, fields) : 'Please approve or decline.';
}

function keepChoice(books: BankChange, { kind, subject_id }: Authorisation, { accounts }: Fields): void {
  const consent = kind === 'consents' ? books.get('consents', subject_id) : undefined;
  if (!consent || accounts === undefined || !isOpenChoice(consent.access)) return;
  books.put('consents', consent.id, { ...consent, chosen: [accounts].flat().map(String) });
}

/** Does what the user decided on the page. @returns the authorisation as it stands then */
export async function takeDecision(bank: Bank, authorisation: Authorisation, fields: Fields): Promise<Authorisation> {
  if (fields.decision === 'later') return authorisation;
  const books: BankChange = new Change(bank.ledger, null, Date.now());
  const approves = fields.decision === 'approve';
  const psu_id = authorisation.psu_id ?? (approves ? findUser(String(fields.psu_id))?.psu_id : undefined);
  keepChoice(books, authorisation, fields);
  decide(books, { ...authorisation, ...(psu_id && { psu_id }) }, approves);
  await books.commit();
  return bank.ledger.get('authorisations', authorisation.id) ?? authorisation;
}

/** Where the browser goes then: only ever to an address that was registered with this very authorisation. */
export function returnUri(authorisation: Authorisation, isUndecided = false): string {
  const { status, redirect_uri = '/', nok_redirect_uri = redirect_uri, confirmation_code } = authorisation;
  const parameter = traitsOf(authorisation).confirmation_parameter;
  if (status === 'finalised' || isUndecided) return redirect_uri;
  if (status !== 'unconfirmed' || !parameter) return nok_redirect_uri;
  const url = new URL(redirect_uri);
  url.searchParams.set(parameter, confirmation_code ?? '');
  return url.href;
}

import { type Request, type Response, Router } from 'express';
import { Change } from '../change';
import { html, sendPage } from '../html';
import type { Authorisation, Bank } from './books';
import { describe } from './describe';
import { catchUp, decide, isOpen } from './outcomes';
import { findUser, PASSWORD } from './users';

function authorisationAt(bank: Bank, req: Request): Authorisation | undefined {
  const handle = bank.ledger.get('handles', String(req.params.token));
  const authorisation = bank.ledger.get('authorisations', handle?.authorisation_id ?? '');
  return authorisation?.approach === 'REDIRECT' ? authorisation : undefined;
}

/** Only ever to an address that was registered with this very authorisation. */
const returnUri = ({ status, redirect_uri = '/', nok_redirect_uri }: Authorisation): string =>
  status === 'finalised' ? redirect_uri : (nok_redirect_uri ?? redirect_uri);

const notFound = (res: Response) => sendPage(res, 404, 'Bank XYZ', html`<p>There is no such request.</p>`, 'narrow');

function show(bank: Bank, res: Response, authorisation: Authorisation, wrong?: string): void {
  const form = html`
<p>${describe(bank, authorisation)}</p>
${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : html``}
<form method="post">
<label for="psu_id">User name</label>
<input id="psu_id" name="psu_id" value="${authorisation.psu_id}" autocomplete="username" required maxlength="64">
<label for="password">Password</label>
<input id="password" name="password" type="password" value="${PASSWORD}" autocomplete="current-password" required maxlength="64">
<button name="decision" value="approve">Log in and approve</button>
<button name="decision" value="decline" class="other">Decline</button>
</form>
<p class="quiet">A sandbox: no real money, no real people. Every password is “${PASSWORD}”.</p>`;
  sendPage(res, wrong ? 401 : 200, 'Bank XYZ', form, 'narrow');
}

/** Why these fields don't log in the user that the request is about. */
function wrongLogin({ psu_id }: Authorisation, fields: Record<string, unknown>): string | undefined {
  if (!findUser(String(fields.psu_id)) || fields.password !== PASSWORD)
    return 'The user name or the password is wrong.';
  return psu_id && psu_id !== fields.psu_id ? 'This request is for another user.' : undefined;
}

/**
 * The login page of the redirect approach. `POST /login/{token}` with the form fields `psu_id`, `password` and
 * `decision` (approve or decline; declining needs no login) answers 302 to the address that the TPP registered.
 * Harmless to repeat.
 */
export function loginPages(bank: Bank): Router {
  const router = Router();
  router.get('/login/:token', async (req, res) => {
    await catchUp(bank);
    const authorisation = authorisationAt(bank, req);
    if (!authorisation) return notFound(res);
    if (isOpen(authorisation)) return show(bank, res, authorisation);
    const back = html`<p>This request is decided already.</p><p><a href="${returnUri(authorisation)}">Back to the app</a></p>`;
    sendPage(res, 200, 'Bank XYZ', back, 'narrow');
  });
  router.post('/login/:token', async (req, res) => {
    await catchUp(bank);
    const authorisation = authorisationAt(bank, req);
    if (!authorisation) return notFound(res);
    if (!isOpen(authorisation)) return res.redirect(302, returnUri(authorisation));
    const fields: Record<string, unknown> = req.body ?? {};
    const approves = fields.decision === 'approve';
    if (!approves && fields.decision !== 'decline') return show(bank, res, authorisation, 'Please approve or decline.');
    const wrong = approves ? wrongLogin(authorisation, fields) : undefined;
    if (wrong) return show(bank, res, authorisation, wrong);
    const books = new Change(bank.ledger, null, Date.now());
    const psu_id = authorisation.psu_id ?? (approves ? String(fields.psu_id) : undefined);
    decide(books, { ...authorisation, ...(psu_id && { psu_id }) }, approves);
    await books.commit();
    res.redirect(302, returnUri(books.get('authorisations', authorisation.id) ?? authorisation));
  });
  return router;
}

import { type Request, type Response, Router } from 'express';
import { html, sendPage } from '../html';
import type { Authorisation, Bank } from './books';
import { catchUp } from './due';
import { returnUri, showLogin, takeDecision, wrongDecision } from './login-form';
import { isOpen } from './outcomes';

function authorisationAt(bank: Bank, req: Request): Authorisation | undefined {
  const handle = bank.ledger.get('handles', String(req.params.token));
  const authorisation = bank.ledger.get('authorisations', handle?.authorisation_id ?? '');
  return authorisation?.approach === 'REDIRECT' ? authorisation : undefined;
}

const notFound = (res: Response) => sendPage(res, 404, 'Bank XYZ', html`<p>There is no such request.</p>`, 'narrow');

/**
 * The login page of the redirect approach. `POST /login/{token}` with the form fields `psu_id`, `password` and
 * `decision` (approve, decline or later; only approving needs a login), and `accounts` (IBANs) where the user chooses
 * them, answers 302 to the address that the TPP registered. Harmless to repeat.
 */
export function loginPages(bank: Bank): Router {
  const router = Router();
  router.get('/login/:token', async (req, res) => {
    await catchUp(bank);
    const authorisation = authorisationAt(bank, req);
    if (!authorisation) return notFound(res);
    if (isOpen(authorisation)) return showLogin(bank, res, authorisation);
    const back = html`<p>This request is decided already.</p><p><a href="${returnUri(authorisation)}">Back to the app</a></p>`;
    sendPage(res, 200, 'Bank XYZ', back, 'narrow');
  });
  router.post('/login/:token', async (req, res) => {
    await catchUp(bank);
    const authorisation = authorisationAt(bank, req);
    if (!authorisation) return notFound(res);
    if (!isOpen(authorisation)) return res.redirect(302, returnUri(authorisation));
    const fields: Record<string, unknown> = req.body ?? {};
    const wrong = wrongDecision(authorisation, fields);
    if (wrong) return showLogin(bank, res, authorisation, wrong);
    const decided = await takeDecision(bank, authorisation, fields);
    res.redirect(302, returnUri(decided, fields.decision === 'later'));
  });
  return router;
}

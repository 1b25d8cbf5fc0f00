import { type Request, type Response, Router } from 'express';
import { Change } from '../change';
import { html, sendPage } from '../html';
import type { Authorisation, Bank } from './books';
import { end } from './consents';
import { describe } from './describe';
import { catchUp } from './due';
import { decide, isOpen } from './outcomes';
import type { Consent } from './subjects';
import { findUser } from './users';

const openRequests = ({ ledger }: Bank, psu_id: unknown): Authorisation[] =>
  ledger
    .all('authorisations')
    .filter((one) => one.approach === 'DECOUPLED' && isOpen(one) && (psu_id === undefined || one.psu_id === psu_id))
    .reverse();

const buttons = ({ code }: Authorisation) => html`
<form class="row" method="post" action="/phone/${code}">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="decline" class="other">Decline</button>
</form>`;

const requestRow = (bank: Bank, one: Authorisation) => html`
<h2>Request <a href="/phone/${one.code}">${one.code}</a></h2><p class="quiet">${one.psu_id}</p><p>${describe(bank, one)}</p>${buttons(one)}`;

const consentRow = ({ id, psu_id, valid_until }: Consent) => html`
<tr><td>${psu_id}</td><td>until ${valid_until}<br><small>${id}</small></td><td><form method="post" action="/consents/${id}/revoke"><button class="other">Revoke</button></form></td></tr>`;

function list(bank: Bank, req: Request, res: Response): void {
  const named = typeof req.query.psu_id === 'string' ? req.query.psu_id : undefined;
  const psu_id = findUser(named)?.psu_id ?? named;
  const open = openRequests(bank, psu_id);
  if (req.accepts(['html', 'json']) === 'json') {
    const data = open.map((one) => ({
      code: one.code,
      psu_id: one.psu_id,
      started_at: new Date(one.started_at).toISOString(),
    }));
    return void res.json({ data });
  }
  const consents = bank.ledger
    .all('consents')
    .filter((one) => one.status === 'valid' && (!psu_id || one.psu_id === psu_id));
  const page = html`
${open.length ? open.slice(0, 50).map((one) => requestRow(bank, one)) : html`<p>Nothing waits for approval.</p>`}
<h2>Who may read my accounts</h2>
${consents.length ? html`<table>${consents.slice(-50).reverse().map(consentRow)}</table>` : html`<p>Nobody.</p>`}
<p><a href="/phone">Look again</a> · <a href="/">Bank XYZ</a></p>`;
  sendPage(res, 200, 'My phone', page);
}

function requestAt(bank: Bank, req: Request): Authorisation | undefined {
  const handle = bank.ledger.get('handles', String(req.params.code).toUpperCase());
  const found = bank.ledger.get('authorisations', handle?.authorisation_id ?? '');
  return found?.approach === 'DECOUPLED' ? found : undefined;
}

function show(bank: Bank, res: Response, status: number, one: Authorisation | undefined): void {
  const body = one
    ? html`<p>${describe(bank, one)}</p>${isOpen(one) ? buttons(one) : html`<p>${one.status === 'finalised' ? 'Approved.' : 'Declined.'}</p>`}`
    : html`<p>There is no such request.</p>`;
  sendPage(
    res,
    status,
    one ? `Request ${one.code}` : 'My phone',
    html`${body}<p><a href="/phone">All requests</a></p>`,
    'narrow',
  );
}

/**
 * The phone of the decoupled approach. `POST /phone/{code}` with the form field `decision` (approve or decline); the
 * code stands in the message that the TPP is told to show. `GET /phone[?psu_id=]` with `Accept: application/json` lists
 * the open requests; `psu_id` is a user name or a customer number.
 */
export function phonePages(bank: Bank): Router {
  const router = Router();
  router.use(async (_req, _res, next) => {
    await catchUp(bank);
    next();
  });
  router.get('/phone', (req, res) => list(bank, req, res));
  router.get('/phone/:code', (req, res) => {
    const found = requestAt(bank, req);
    show(bank, res, found ? 200 : 404, found);
  });
  router.post('/phone/:code', async (req, res) => {
    const found = requestAt(bank, req);
    const decision = req.body?.decision;
    if (!found) return show(bank, res, 404, found);
    if (decision !== 'approve' && decision !== 'decline') return show(bank, res, 400, found);
    const books = new Change(bank.ledger, null, Date.now());
    if (isOpen(found)) decide(books, found, decision === 'approve');
    await books.commit();
    show(bank, res, 200, books.get('authorisations', found.id));
  });
  router.post('/consents/:id/revoke', async (req, res) => {
    const books = new Change(bank.ledger, null, Date.now());
    const consent = books.get('consents', String(req.params.id));
    if (consent?.status === 'valid') end(books, consent, 'revokedByPsu');
    await books.commit();
    if (consent) res.redirect(303, '/phone');
    else show(bank, res, 404, undefined);
  });
  return router;
}

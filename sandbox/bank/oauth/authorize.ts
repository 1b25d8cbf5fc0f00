import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Change } from '../../change';
import { html, sendPage } from '../../html';
import type { Authorisation, Bank, BankChange } from '../books';
import type { Clothes } from '../clothes/clothes';
import { catchUp } from '../due';
import { showLogin, takeDecision, wrongDecision } from '../login-form';
import { isOpen } from '../outcomes';
import { digestOf } from './bearer';

const CODE_LIFE_MS = 60_000;

/** The parameters of an authorisation request (RFC 6749, 4.1.1; RFC 7636). */
interface Asked {
  client_id: string;
  redirect_uri: string;
  scope: string;
  state: string;
  response_type: string;
  code_challenge: string;
  code_challenge_method: string;
}

function askedBy({ query }: Request): Asked {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  return {
    client_id: text('client_id'),
    redirect_uri: text('redirect_uri'),
    scope: text('scope'),
    state: text('state'),
    response_type: text('response_type'),
    code_challenge: text('code_challenge'),
    code_challenge_method: text('code_challenge_method'),
  };
}

const KINDS: Record<string, Authorisation['kind']> = { AIS: 'consents', PIS: 'payments' };

/** The newest authorisation of the consent or payment that a scope names. */
function authorisationFor({ ledger }: Bank, clothes: Clothes, scope: string): Authorisation | undefined {
  const [, service = '', id] = /^(AIS|PIS):(\S+)$/.exec(scope) ?? [];
  const own = (one: Authorisation) =>
    one.kind === KINDS[service] && one.subject_id === id && one.bank === clothes.name && one.approach === 'REDIRECT';
  return ledger.all('authorisations').filter(own).at(-1);
}

/** The error that goes back to the client with the browser, if there is one. */
function errorIn(asked: Asked): string | undefined {
  if (asked.response_type !== 'code') return 'unsupported_response_type';
  const hasProof = asked.code_challenge_method === 'S256' && /^[\w-]{43}$/.test(asked.code_challenge);
  return hasProof ? undefined : 'invalid_request';
}

function goBack(res: Response, { redirect_uri, state }: Asked, values: Record<string, string>): void {
  const url = new URL(redirect_uri);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  if (state) url.searchParams.set('state', state);
  res.redirect(302, url.href);
}

async function giveCode(bank: Bank, asked: Asked, { id }: Authorisation): Promise<string> {
  const books: BankChange = new Change(bank.ledger, null, Date.now());
  const code = randomBytes(24).toString('base64url');
  const { client_id, redirect_uri, code_challenge } = asked;
  const good_until = books.now + CODE_LIFE_MS;
  books.put('oauth_codes', digestOf(code), {
    authorisation_id: id,
    client_id,
    redirect_uri,
    code_challenge,
    good_until,
  });
  await books.commit();
  return code;
}

/** After the decision: with a code if the user approved, with `access_denied` if not. */
async function finish(bank: Bank, res: Response, asked: Asked, decided: Authorisation): Promise<void> {
  const isGiven = decided.status === 'finalised';
  goBack(res, asked, isGiven ? { code: await giveCode(bank, asked, decided) } : { error: 'access_denied' });
}

/**
 * The authorisation endpoint: the bank's login page, on GET to look at and on POST with the same fields as the page of
 * the plain redirect. Answers 302 to `redirect_uri` with `code` or `error`, and `state`.
 */
export function authorize(bank: Bank, clothes: Clothes): RequestHandler {
  return async (req, res) => {
    await catchUp(bank);
    const asked = askedBy(req);
    const authorisation = authorisationFor(bank, clothes, asked.scope);
    const canGoBack = URL.canParse(asked.redirect_uri) && /^https?:$/.test(new URL(asked.redirect_uri).protocol);
    if (!canGoBack || !asked.client_id)
      return sendPage(res, 400, 'Bank XYZ', html`<p>client_id and redirect_uri are needed.</p>`, 'narrow');
    const error = errorIn(asked);
    if (error || !authorisation) return goBack(res, asked, { error: error ?? 'invalid_scope' });
    if (!isOpen(authorisation)) return finish(bank, res, asked, authorisation);
    const fields: Record<string, unknown> = req.body ?? {};
    const wrong = req.method === 'POST' ? wrongDecision(authorisation, fields) : undefined;
    if (req.method !== 'POST' || wrong) return showLogin(bank, res, authorisation, wrong);
    return finish(bank, res, asked, await takeDecision(bank, authorisation, fields));
  };
}

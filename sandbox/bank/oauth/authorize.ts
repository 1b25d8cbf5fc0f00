import type { RequestHandler, Response } from 'express';
import { html, sendPage } from '../../html';
import type { Authorisation, Bank } from '../books';
import type { Clothes } from '../clothes/clothes';
import { catchUp } from '../due';
import { showLogin, takeDecision, wrongDecision } from '../login-form';
import { isOpen } from '../outcomes';
import { type Asked, askedBy, giveCode, goBack } from './asked';
import { signIn } from './sign-in';

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

/** After the decision: with a code if the user approved, with `access_denied` if not. */
async function finish(bank: Bank, res: Response, asked: Asked, decided: Authorisation): Promise<void> {
  const isGiven = decided.status === 'finalised';
  goBack(
    res,
    asked,
    isGiven ? { code: await giveCode(bank, asked, { authorisation_id: decided.id }) } : { error: 'access_denied' },
  );
}

/**
 * The authorisation endpoint: the bank's login page, on GET to look at and on POST with the same fields as the page of
 * the plain redirect. Answers 302 to `redirect_uri` with `code` or `error`, and `state`.
 */
export function authorize(bank: Bank, clothes: Clothes): RequestHandler {
  return async (req, res) => {
    await catchUp(bank);
    const asked = askedBy(req);
    const isSignIn = clothes.traits.oauth?.sign_in !== undefined;
    const authorisation = authorisationFor(bank, clothes, asked.scope);
    const canGoBack = URL.canParse(asked.redirect_uri) && /^https?:$/.test(new URL(asked.redirect_uri).protocol);
    if (!canGoBack || !asked.client_id)
      return sendPage(res, 400, 'Bank XYZ', html`<p>client_id and redirect_uri are needed.</p>`, 'narrow');
    const error = errorIn(asked);
    if (isSignIn && !error) return signIn(bank, req, res, asked);
    if (error || !authorisation) return goBack(res, asked, { error: error ?? 'invalid_scope' });
    if (!isOpen(authorisation)) return finish(bank, res, asked, authorisation);
    const fields: Record<string, unknown> = req.body ?? {};
    const wrong = req.method === 'POST' ? wrongDecision(authorisation, fields) : undefined;
    if (req.method !== 'POST' || wrong) return showLogin(bank, res, authorisation, wrong);
    return finish(bank, res, asked, await takeDecision(bank, authorisation, fields));
  };
}

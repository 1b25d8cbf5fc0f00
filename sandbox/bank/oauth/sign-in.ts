import type { Request, Response } from 'express';
import { html, sendPage } from '../../html';
import type { Bank } from '../books';
import { findUser, PASSWORD } from '../users';
import { type Asked, giveCode, goBack } from './asked';

/** What a TPP may ask a sign-in for: account information, payments. */
const SCOPES = new Set(['AISP', 'PISP']);

function showForm(res: Response, { client_id, scope }: Asked, wrong?: string): void {
  const form = html`
<p>${client_id} asks you to sign in: ${scope}.</p>
${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : html``}
<form method="post">
<label for="psu_id">User name</label>
<input id="psu_id" name="psu_id" autocomplete="username" required maxlength="64">
<label for="password">Password</label>
<input id="password" name="password" type="password" value="${PASSWORD}" autocomplete="current-password"
required maxlength="64">
<button name="decision" value="approve">Sign in</button>
<button name="decision" value="decline" class="other">Cancel</button>
</form>`;
  sendPage(res, wrong ? 401 : 200, 'Bank XYZ', form, 'narrow');
}

/**
 * The sign-in page of a bank that wants its users to sign in before a TPP asks for anything. `POST` with `psu_id`,
 * `password` and `decision` (approve, decline or later) answers 302 to `redirect_uri` with `code` or `error`.
 */
export async function signIn(bank: Bank, req: Request, res: Response, asked: Asked): Promise<void> {
  const { psu_id, password, decision }: Record<string, unknown> = req.body ?? {};
  const scopes = asked.scope.split(' ');
  if (!scopes.every((scope) => SCOPES.has(scope))) return goBack(res, asked, { error: 'invalid_scope' });
  if (req.method !== 'POST') return showForm(res, asked);
  if (decision === 'later') return res.redirect(302, asked.redirect_uri);
  if (decision !== 'approve') return goBack(res, asked, { error: 'access_denied' });
  const user = findUser(String(psu_id));
  if (!user || password !== PASSWORD) return showForm(res, asked, 'The user name or the password is wrong.');
  goBack(res, asked, { code: await giveCode(bank, asked, { psu_id: user.psu_id, scope: asked.scope }) });
}

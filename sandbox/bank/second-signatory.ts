import { randomBytes, randomUUID } from 'node:crypto';
import type { Authorisation, BankChange } from './books';
import { traitsOf } from './clothes/wardrobe';
import { phoneCode } from './phone-code';
import type { Consent, Payment } from './subjects';

/** Whether a second signatory has to decide now: who is asked on the phone. */
export function awaitsSecond(books: BankChange, first: Authorisation, subject: Consent | Payment): boolean {
  const { second_signatory } = traitsOf(subject);
  if (!second_signatory || first.is_second) return false;
  const { redirect_uri: _ok, nok_redirect_uri: _nok, method_id: _method, ...rest } = first;
  const second: Authorisation = {
    ...rest,
    id: randomUUID(),
    psu_id: 'cosigner',
    approach: 'DECOUPLED',
    status: 'started',
    failures: 0,
    login_token: randomBytes(24).toString('base64url'),
    code: phoneCode(),
    started_at: books.now,
    is_second: true,
  };
  books.put('authorisations', second.id, second);
  books.put('handles', second.code, { authorisation_id: second.id });
  if (second_signatory.decides === 'by_itself') {
    const { after_ms, approves } = second_signatory;
    books.put('due', second.id, { table: 'authorisations', id: second.id, at: books.now + after_ms, approves });
  }
  books.effect('authorisation.started', second.id);
  return true;
}

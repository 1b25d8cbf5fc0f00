import type { Authorisation } from './books';
import type { Call } from './call';
import { awaitsPassword, links, offered, view } from './challenges';
import { decide } from './outcomes';
import { type Answer, Refusal, refusal } from './refusal';
import { findUser, OTP, PASSWORD } from './users';

const MAX_FAILURES = 3;

/**
 * Takes the password, the chosen method, the one-time password or the confirmation code of a user. Three wrong answers
 * end the authorisation.
 */
export function answerChallenge(call: Call, authorisation: Authorisation): Answer {
  const { psuData, authenticationMethodId, scaAuthenticationData, confirmationCode } = call.body as Record<
    string,
    unknown
  >;
  if (confirmationCode !== undefined) return takeConfirmation(call, authorisation, confirmationCode);
  if (psuData !== undefined) return takePassword(call, authorisation, psuData as Record<string, unknown> | null);
  if (authenticationMethodId !== undefined) return takeMethod(call, authorisation, authenticationMethodId);
  if (scaAuthenticationData !== undefined) return takeOtp(call, authorisation, scaAuthenticationData);
  throw new Refusal(400, 'FORMAT_ERROR', 'One of psuData, authenticationMethodId, scaAuthenticationData is needed.');
}

/** One try: a wrong code ends the authorisation. */
function takeConfirmation(call: Call, authorisation: Authorisation, code: unknown): Answer {
  if (authorisation.status !== 'unconfirmed') throw new Refusal(409, 'STATUS_INVALID', 'No confirmation is awaited.');
  const isRight = code === authorisation.confirmation_code;
  decide(call.books, authorisation, isRight);
  const { scaStatus, _links } = view(call.bank, call.books.get('authorisations', authorisation.id) ?? authorisation);
  return isRight
    ? { status: 200, body: { scaStatus, _links } }
    : refusal(400, 'SCA_INVALID', 'The confirmation code is wrong.', { links: _links });
}

function takePassword(call: Call, authorisation: Authorisation, psuData: Record<string, unknown> | null): Answer {
  if (!awaitsPassword(authorisation)) throw new Refusal(409, 'STATUS_INVALID', 'No password is awaited.');
  const password = psuData?.password;
  if (typeof password !== 'string' || call.traits.encrypted_password)
    throw new Refusal(400, 'FORMAT_ERROR', 'A password is needed.', { path: 'psuData.password' });
  if (password !== PASSWORD || !findUser(authorisation.psu_id))
    return fail(call, authorisation, 'The user name or the password is wrong.');
  if (offered(authorisation).length === 0) {
    decide(call.books, authorisation, false);
    return refusal(400, 'SCA_METHOD_UNKNOWN', 'This user has no method of authentication.');
  }
  return proceed(call, {
    ...authorisation,
    status: authorisation.method_id ? 'scaMethodSelected' : 'psuAuthenticated',
  });
}

function takeMethod(call: Call, authorisation: Authorisation, method_id: unknown): Answer {
  const chosen = offered(authorisation).find((method) => method.authenticationMethodId === method_id);
  if (awaitsPassword(authorisation)) throw new Refusal(409, 'STATUS_INVALID', 'The password comes first.');
  if (!chosen)
    throw new Refusal(400, 'SCA_METHOD_UNKNOWN', 'This method was not offered.', { path: 'authenticationMethodId' });
  return proceed(call, { ...authorisation, method_id: chosen.authenticationMethodId, status: 'scaMethodSelected' });
}

function takeOtp(call: Call, authorisation: Authorisation, otp: unknown): Answer {
  if (awaitsPassword(authorisation) || !authorisation.method_id)
    throw new Refusal(409, 'STATUS_INVALID', 'No one-time password is awaited.');
  if (typeof otp !== 'string')
    throw new Refusal(400, 'FORMAT_ERROR', 'A text is needed.', { path: 'scaAuthenticationData' });
  if (otp !== OTP) return fail(call, { ...authorisation, status: 'started' }, 'The one-time password is wrong.');
  decide(call.books, authorisation, true);
  return updated(call, authorisation.id);
}

function proceed(call: Call, authorisation: Authorisation): Answer {
  call.books.put('authorisations', authorisation.id, authorisation);
  return updated(call, authorisation.id);
}

function updated(call: Call, id: string): Answer {
  const authorisation = call.books.get('authorisations', id) as Authorisation;
  return {
    status: 200,
    headers: { 'ASPSP-SCA-Approach': authorisation.approach },
    body: view(call.bank, authorisation),
  };
}

/** Returned, not thrown: the count of failures stays. */
function fail(call: Call, authorisation: Authorisation, text: string): Answer {
  const failures = authorisation.failures + 1;
  const counted = { ...authorisation, failures };
  const { wrong_otp } = call.traits;
  call.books.put('authorisations', authorisation.id, counted);
  if (wrong_otp === 'final') return failForGood(call, counted, text);
  if (failures >= MAX_FAILURES) decide(call.books, counted, false);
  if (wrong_otp === 'bare') return { status: 401 };
  if (wrong_otp === 'format_error') return refusal(400, 'FORMAT_ERROR', text, { path: 'scaAuthenticationData' });
  const now = call.books.get('authorisations', authorisation.id) as Authorisation;
  return refusal(401, 'PSU_CREDENTIALS_INVALID', text, { links: links(call.bank, now) });
}

/** The authorisation is over, though the answer doesn't say so; another one of the same resource may be started. */
function failForGood(call: Call, authorisation: Authorisation, text: string): Answer {
  call.books.put('authorisations', authorisation.id, { ...authorisation, status: 'failed' });
  call.books.effect('authorisation.failed', authorisation.id);
  return refusal(401, 'PSU_CREDENTIALS_INVALID', text);
}

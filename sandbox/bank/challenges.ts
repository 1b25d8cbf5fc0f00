import type { Authorisation, Bank } from './books';
import type { Call } from './operation';
import { decide, isOpen } from './outcomes';
import { type Answer, type Links, Refusal, refusal } from './refusal';
import { findUser, OTP, PASSWORD, type ScaMethod } from './users';

const MAX_FAILURES = 3;

/** What a scanner app would read; any picture will do for a test user. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAABkAAAAZAQAAAADskrjOAAAAbklEQVR42mP4//9/AwOYOMDG2MBwX7C2geGinSuQkAQRlkDivhhQ7AALUPbo8+MNDI+iOhsYPu/RbmC4Gd3YwPCGY30DwzmFmQ0MJ81DgepUfYE6sncC9cYuBRLhrEDCBKj4vgFQ74G4YKhtIAIAYrU3pFmlu5sAAAAASUVORK5CYII=';

const BASE = {
  consents: '/psd2/v1/consents',
  payments: '/psd2/v1/payments/sepa-credit-transfers',
  holds: '/deposits/v1/holds',
};

const methodsOf = ({ psu_id }: Authorisation): ScaMethod[] => findUser(psu_id)?.methods ?? [];
const awaitsPassword = (authorisation: Authorisation): boolean =>
  authorisation.status === 'psuIdentified' && (findUser(authorisation.psu_id)?.asks_password ?? false);

export const scaStatusPath = ({ kind, subject_id, id }: Authorisation): string =>
  `${BASE[kind]}/${subject_id}/authorisations/${id}`;

/** The links that say what the TPP can do next, and nothing else. */
export function links(bank: Bank, authorisation: Authorisation): Links {
  const href = scaStatusPath(authorisation);
  const next = isOpen(authorisation) ? nextLink(authorisation) : undefined;
  const target = next === 'scaRedirect' ? `${bank.public_url}/login/${authorisation.login_token}` : href;
  return { ...(next && { [next]: { href: target } }), scaStatus: { href } };
}

function nextLink(authorisation: Authorisation): string | undefined {
  if (authorisation.approach === 'REDIRECT') return 'scaRedirect';
  if (authorisation.approach === 'DECOUPLED') return undefined;
  if (awaitsPassword(authorisation)) return 'updatePsuAuthentication';
  return authorisation.method_id ? 'authoriseTransaction' : 'selectAuthenticationMethod';
}

function challenge({ authenticationType }: ScaMethod) {
  const additionalInformation = `At this test bank the code is always ${OTP}.`;
  return {
    ...(authenticationType === 'PHOTO_OTP' && { image: PICTURE }),
    otpMaxLength: 6,
    otpFormat: 'integer',
    additionalInformation,
  };
}

/** Where the authorisation stands, as NextGenPSD2 shows it. */
export function view(bank: Bank, authorisation: Authorisation) {
  const waits = isOpen(authorisation);
  const offered = methodsOf(authorisation);
  const chosen = offered.find(({ authenticationMethodId }) => authenticationMethodId === authorisation.method_id);
  const pastPassword = waits && authorisation.approach === 'EMBEDDED' && !awaitsPassword(authorisation);
  return {
    scaStatus: authorisation.status,
    ...(pastPassword && chosen && { chosenScaMethod: chosen, challengeData: challenge(chosen) }),
    ...(pastPassword && !chosen && { scaMethods: offered }),
    ...(waits && authorisation.approach === 'DECOUPLED' && { psuMessage: phoneMessage(bank, authorisation) }),
    _links: links(bank, authorisation),
  };
}

const phoneMessage = ({ public_url }: Bank, { code }: Authorisation): string =>
  `Please approve request ${code} on your phone. For this test bank the phone is ${public_url}/phone/${code}`;

/**
 * Takes the password, the chosen method or the one-time password of a user. Three wrong answers end the authorisation.
 */
export function answerChallenge(call: Call, authorisation: Authorisation): Answer {
  const { psuData, authenticationMethodId, scaAuthenticationData } = call.body as Record<string, unknown>;
  if (psuData !== undefined)
    return takePassword(call, authorisation, (psuData as { password?: unknown } | null)?.password);
  if (authenticationMethodId !== undefined) return takeMethod(call, authorisation, authenticationMethodId);
  if (scaAuthenticationData !== undefined) return takeOtp(call, authorisation, scaAuthenticationData);
  throw new Refusal(400, 'FORMAT_ERROR', 'One of psuData, authenticationMethodId, scaAuthenticationData is needed.');
}

function takePassword(call: Call, authorisation: Authorisation, password: unknown): Answer {
  if (!awaitsPassword(authorisation)) throw new Refusal(409, 'STATUS_INVALID', 'No password is awaited.');
  if (typeof password !== 'string')
    throw new Refusal(400, 'FORMAT_ERROR', 'A text is needed.', { path: 'psuData.password' });
  if (password !== PASSWORD) return fail(call, authorisation, 'The password is wrong.');
  return proceed(call, {
    ...authorisation,
    status: authorisation.method_id ? 'scaMethodSelected' : 'psuAuthenticated',
  });
}

function takeMethod(call: Call, authorisation: Authorisation, method_id: unknown): Answer {
  const chosen = methodsOf(authorisation).find((method) => method.authenticationMethodId === method_id);
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
  call.books.put('authorisations', authorisation.id, counted);
  if (failures >= MAX_FAILURES) decide(call.books, counted, false);
  const now = call.books.get('authorisations', authorisation.id) as Authorisation;
  return refusal(401, 'PSU_CREDENTIALS_INVALID', text, { links: links(call.bank, now) });
}

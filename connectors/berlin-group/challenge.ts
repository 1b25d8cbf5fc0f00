import type { JsonObject } from '../../domain/json';
import type { ChallengeKind, ScaAnswer } from '../../domain/session/sca';
import type { Instructions } from './approach';

interface Request {
  method: 'POST' | 'PUT';
  href: string;
}
/** What the user was asked, and where the answer goes. `link` is the standard's name for that. */
export interface Challenge extends Request {
  kind: ChallengeKind;
  link: string;
}
interface Asked extends Challenge {
  shown: { kind: ChallengeKind; show: JsonObject; choices?: { id: string; title: string }[] };
  /** Where there is nothing to choose from: the request that takes the only method. */
  only?: Request & { link: string; body: JsonObject };
}

/**
 * Link → what it asks of the user, and the method that the standard gives it. In the order in which a bank means them.
 */
const CHALLENGES: [link: string, kind: ChallengeKind, method: 'POST' | 'PUT'][] = [
  ['startAuthorisationWithPsuAuthentication', 'password', 'POST'],
  ['updatePsuAuthentication', 'password', 'PUT'],
  ['updateAdditionalPsuAuthentication', 'password', 'PUT'],
  ['startAuthorisationWithAuthenticationMethodSelection', 'method', 'POST'],
  ['selectAuthenticationMethod', 'method', 'PUT'],
  ['startAuthorisationWithTransactionAuthorisation', 'otp', 'POST'],
  ['authoriseTransaction', 'otp', 'PUT'],
];

/** Link → method, for what needs nobody: the user is named by `PSU-ID` alone. */
const STARTS: [link: string, method: 'POST' | 'PUT'][] = [
  ['startAuthorisation', 'POST'],
  ['startAuthorisationWithPsuIdentification', 'POST'],
  ['updatePsuIdentification', 'PUT'],
];

export function challengeIn(
  { links, methods, challenge, psuMessage }: Instructions,
  fees?: JsonObject,
): Asked | undefined {
  for (const [link, kind, method] of CHALLENGES) {
    const href = links[link];
    if (href === undefined || (kind === 'method' && !methods)) continue;
    const display = kind === 'otp' && challenge ? challenge : psuMessage ? { message: psuMessage } : {};
    const show: JsonObject = fees === undefined ? display : { ...display, ...fees };
    const asked: Asked = { link, kind, method, href, shown: { kind, show } };
    if (kind !== 'method' || !methods) return asked;
    const [first, ...others] = methods;
    if (first && others.length === 0)
      return { ...asked, only: { link, method, href, body: { authenticationMethodId: first.id } } };
    return { ...asked, shown: { kind, show, choices: methods } };
  }
  return undefined;
}

export function startIn(links: Record<string, string>): (Request & { link: string; body: JsonObject }) | undefined {
  for (const [link, method] of STARTS) {
    const href = links[link];
    if (href !== undefined) return { link, method, href, body: {} };
  }
  return undefined;
}

const ENCRYPTED = /Encrypted/;
/** Whether the only way on is a password that is encrypted for the bank. */
export const isEncryptedOnly = (links: Record<string, string>): boolean =>
  Object.keys(links).some((name) => ENCRYPTED.test(name));

export const remember = ({ kind, link, method, href }: Challenge): Challenge => ({ kind, link, method, href });

/** The request that carries the user's answer. */
export function submission({ link, method, href }: Challenge, answer: ScaAnswer): Request & { body: JsonObject } {
  if ('otp' in answer) return { method, href, body: { scaAuthenticationData: answer.otp } };
  if ('authentication_method_id' in answer)
    return { method, href, body: { authenticationMethodId: answer.authentication_method_id } };
  const field = link === 'updateAdditionalPsuAuthentication' ? 'additionalPassword' : 'password';
  return { method, href, body: { psuData: { [field]: answer.password } } };
}

const WRONG: Record<ChallengeKind, string> = {
  otp: 'The code was not accepted. Please try again.',
  password: 'The password was not accepted. Please try again.',
  method: 'This method can’t be used. Please choose another one.',
};
export const wrongAnswer = ({ kind }: Challenge): string => WRONG[kind];

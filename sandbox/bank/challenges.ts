import { scaStatusPath } from './addresses';
import { asksPassword, methodsOf } from './approaches';
import type { Authorisation, Bank } from './books';
import { bankOf, traitsOf } from './clothes/wardrobe';
import { isOpen } from './outcomes';
import type { Links } from './refusal';
import type { ScaMethod } from './user';
import { OTP } from './users';

/** What a scanner app would read; any picture will do for a test user. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAABkAAAAZAQAAAADskrjOAAAAbklEQVR42mP4//9/AwOYOMDG2MBwX7C2geGinSuQkAQRlkDivhhQ7AALUPbo8+MNDI+iOhsYPu/RbmC4Gd3YwPCGY30DwzmFmQ0MJ81DgepUfYE6sncC9cYuBRLhrEDCBKj4vgFQ74G4YKhtIAIAYrU3pFmlu5sAAAAASUVORK5CYII=';

/** Whether the password is still to come. */
export const awaitsPassword = (authorisation: Authorisation): boolean =>
  authorisation.status === 'psuIdentified' && asksPassword(bankOf(authorisation), authorisation.psu_id);

/** The methods that a user may choose from. */
export const offered = (authorisation: Authorisation): ScaMethod[] =>
  methodsOf(bankOf(authorisation), authorisation.psu_id);

/** The links that say what the TPP can do next, and nothing else. */
export function links(bank: Bank, authorisation: Authorisation): Links {
  const href = scaStatusPath(authorisation);
  const next = nextLink(authorisation);
  return { ...(next && { [next]: { href: addressOf(bank, authorisation, next) } }), scaStatus: { href } };
}

/** Whether OAuth is how this is authorised; at a bank where users sign in first, it is not. */
function needsOAuth(authorisation: Authorisation): boolean {
  const { oauth } = traitsOf(authorisation);
  return oauth !== undefined && oauth.sign_in === undefined;
}

function nextLink(authorisation: Authorisation): string | undefined {
  const { approach, status, method_id } = authorisation;
  if (status === 'unconfirmed') return 'confirmation';
  if (!isOpen(authorisation) || approach === 'DECOUPLED') return undefined;
  if (approach === 'REDIRECT') return needsOAuth(authorisation) ? 'scaOAuth' : 'scaRedirect';
  if (awaitsPassword(authorisation)) return 'updatePsuAuthentication';
  return method_id ? 'authoriseTransaction' : 'selectAuthenticationMethod';
}

function addressOf({ public_url }: Bank, authorisation: Authorisation, link: string): string {
  if (link === 'scaRedirect') return `${public_url}/login/${authorisation.login_token}`;
  const { base } = bankOf(authorisation);
  return link === 'scaOAuth'
    ? `${public_url}${base}/.well-known/oauth-authorization-server`
    : scaStatusPath(authorisation);
}

/** The start code of a card reader is sent once: a second wrong code doesn't bring it again. */
function challenge({ authenticationType }: ScaMethod) {
  const additionalInformation = `At this test bank the code is always ${OTP}.`;
  return {
    ...(authenticationType === 'PHOTO_OTP' && { image: PICTURE }),
    ...(authenticationType === 'CHIP_OTP' && { data: ['87012345'] }),
    otpMaxLength: 6,
    otpFormat: 'integer',
    additionalInformation,
  };
}

/** Where the authorisation stands, as NextGenPSD2 shows it. */
export function view(bank: Bank, authorisation: Authorisation) {
  const waits = isOpen(authorisation);
  const methods = offered(authorisation);
  const chosen = methods.find(({ authenticationMethodId }) => authenticationMethodId === authorisation.method_id);
  const pastPassword = waits && authorisation.approach === 'EMBEDDED' && !awaitsPassword(authorisation);
  return {
    scaStatus: authorisation.status,
    ...(pastPassword && chosen && { chosenScaMethod: chosen, challengeData: challenge(chosen) }),
    ...(pastPassword && !chosen && { scaMethods: methods }),
    ...(waits && authorisation.approach === 'DECOUPLED' && { psuMessage: phoneMessage(bank, authorisation) }),
    _links: links(bank, authorisation),
  };
}

const phoneMessage = ({ public_url }: Bank, { code }: Authorisation): string =>
  `Please approve request ${code} on your phone. For this test bank the phone is ${public_url}/phone/${code}`;

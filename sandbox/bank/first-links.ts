import { subjectPath } from './addresses';
import { approachFor, asksPassword } from './approaches';
import { namedUser, type Subject, start } from './authorisation-start';
import type { Call } from './call';
import { view } from './challenges';
import type { Links } from './refusal';
import type { Approach } from './user';

/** The address where the TPP starts an authorisation, named by what it sends there. */
function startLink(call: Call): string {
  if (call.traits.encrypted_password) return 'startAuthorisationWithEncryptedPsuAuthentication';
  return asksPassword(call.clothes, call.psu_id) ? 'startAuthorisationWithPsuAuthentication' : 'startAuthorisation';
}

function isExplicit({ traits, header }: Call, approach: Approach): boolean {
  if (approach === 'EMBEDDED' || traits.start === 'explicit') return true;
  return traits.start === 'preferred' && header('TPP-Explicit-Authorisation-Preferred') === 'true';
}

/**
 * Whether the bank starts the authorisation by itself. In the embedded approach it never does: the TPP has to start it
 * with the user's data, and may ask for that (TPP-Explicit-Authorisation-Preferred) in the other two.
 */
export function firstLinks(call: Call, kind: 'consents' | 'payments', subject: Subject) {
  const self = subjectPath(kind, subject);
  const own: Links = { self: { href: self }, status: { href: `${self}/status` } };
  const approach = approachFor(call.clothes, namedUser(call), call.header('TPP-Redirect-Preferred'));
  if (call.traits.exempt) return { approach, self, body: { _links: own } };
  if (isExplicit(call, approach)) {
    const type = approach === 'EMBEDDED' ? startLink(call) : 'startAuthorisation';
    return { approach, self, body: { _links: { [type]: { href: `${self}/authorisations` }, ...own } as Links } };
  }
  const shown = view(call.bank, start(call, kind, subject));
  return { approach, self, body: { ...shown, _links: { ...shown._links, ...own } } };
}

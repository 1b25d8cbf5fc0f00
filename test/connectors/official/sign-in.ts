import type { Sent } from '../../sandbox/official/requests';
import type { Fronted } from './fronted';

interface Answered {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

/** The authorisation server of a bank that wants the user to sign in first, where the sandbox has no such bank. */
export function signInAt({ profile: { oauth }, base, answeredBy }: Fronted, sent: Sent): Answered | undefined {
  if (oauth.kind !== 'pre_step' || answeredBy.base === base) return undefined;
  const { pathname, searchParams } = new URL(sent.path, 'http://relay.test');
  if (pathname === `${base}/${oauth.authorize}`) {
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'code-of-the-relay');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    return { status: 302, headers: { location: back.href } };
  }
  if (pathname !== `${base}/${oauth.token}`) return undefined;
  const body = JSON.stringify({ access_token: 'token-of-the-relay', token_type: 'Bearer', expires_in: 3600 });
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

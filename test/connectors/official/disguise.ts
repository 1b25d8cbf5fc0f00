import { createHash } from 'node:crypto';
import type { Sent } from '../../sandbox/official/requests';
import type { Fronted } from './fronted';

/** A request as another bank of the sandbox takes it, and how its answers' links are written back. */
interface Disguised {
  path: string;
  headers: Record<string, string>;
  body: string;
  back: (text: string) => string;
}

/** Of a TPP that has no PKCE, at a bank that wants it. */
const VERIFIER = 'a-verifier-of-the-relay-that-nobody-else-needs';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

type Pair = [ours: string, theirs: string];

/**
 * Our path of a resource and the answering bank's. Of lists of transactions, what follows the account's id differs not.
 */
function pathsOf({ profile, base, answeredBy: { base: other, paths, traits } }: Fronted): Pair[] {
  const filled = (template: string) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => profile.variables[name] ?? '');
  const [standard = ''] = traits.products;
  const theirProduct = `${paths.payments}/${traits.own_products[standard] ?? standard}`;
  const pairs: Pair[] = [
    ...Object.values(profile.pis.products).flatMap((product): Pair[] => {
      const ours = profile.paths.payments.replace('{service}', 'payments').replace('{product}', product ?? '');
      return product === null ? [] : [[ours, theirProduct]];
    }),
    [profile.paths.consents, paths.consents],
    [profile.paths.accounts, paths.accounts],
    [
      filled(profile.paths.transactions.replace('{account_id}', ':')).replace(/\/:.*/, ''),
      paths.transactions.replace(/\/:.*/, ''),
    ],
    [profile.oauth.authorize ?? 'oauth/authorize', `${other}/oauth/authorize`],
    [profile.oauth.token ?? 'oauth/token', `${other}/oauth/token`],
  ];
  return pairs.map(([ours, theirs]): Pair => [`${base}/${filled(ours)}`, theirs]);
}

export function disguise(bank: Fronted, { path, headers, body }: Sent): Disguised {
  const plain = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (UNTOUCHED.has(name) ? [] : [[name, String(value)]])),
  );
  if (bank.answeredBy.base === bank.base) return { path, headers: plain, body, back: (text) => text };
  const pairs = pathsOf(bank);
  const fitting = pairs.filter(([each]) => path.startsWith(each));
  const isList = /\/transactions(\?|$)/.test(path);
  const [ours, theirs] = (isList ? fitting.at(-1) : fitting[0]) ?? ['', ''];
  return {
    path: withChallenge(path.replace(ours, theirs)),
    headers: withToken(bank, plain),
    body: withVerifier(widened(body)),
    back: (text) => pairs.reduce((all, [mine, other]) => all.replaceAll(`"${other}`, `"${mine}`), text),
  };
}

/** Of a connection, not of a request. */
const UNTOUCHED = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

const withChallenge = (path: string): string =>
  path.includes('/oauth/authorize?') && !path.includes('code_challenge')
    ? `${path}&code_challenge=${CHALLENGE}&code_challenge_method=S256`
    : path;
const withVerifier = (body: string): string =>
  body.includes('grant_type=authorization_code') && !body.includes('code_verifier')
    ? `${body}&code_verifier=${VERIFIER}`
    : body;

/** The answering bank may have no consents of this kind. */
function widened(body: string): string {
  if (!body.startsWith('{"access"')) return body;
  return JSON.stringify({ ...JSON.parse(body), access: { allPsd2: 'allAccounts' } });
}

function withToken({ profile, answeredBy }: Fronted, headers: Record<string, string>): Record<string, string> {
  const given = headers[profile.headers.token]?.replace(/^Bearer /, '');
  const wanted = answeredBy.traits.oauth?.token_header.toLowerCase();
  if (given === undefined || wanted === undefined || wanted === profile.headers.token) return headers;
  return { ...headers, [wanted]: wanted === 'authorization' ? `Bearer ${given}` : given };
}

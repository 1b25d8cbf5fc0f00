import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clothes } from '../../sandbox/bank/clothes/clothes';
import { BANKS } from '../../sandbox/bank/clothes/wardrobe';
import { customerNumber } from '../../sandbox/bank/customer-number';
import { accountsOf } from '../../sandbox/bank/portfolio';
import { createSeal, signed } from './certificate';
import { type Client, CONSENT, type Reply } from './client';

const SEAL = createSeal();

type Links = Record<string, { href: string } | string | undefined>;

/** The address of a link, whatever its style. */
export const hrefOf = (reply: Reply, name: string): string => {
  const link = (reply.body?._links as Links | undefined)?.[name];
  return (typeof link === 'string' ? link : link?.href) ?? '';
};

/** A TPP at one bank of the sandbox, on behalf of one user. */
export interface Visitor {
  clothes: Clothes;
  psu: string;
  /** One request, with what the bank wants to see in every one; a path below the sandbox's address. */
  ask(method: string, path: string, options?: { headers?: Record<string, string>; body?: unknown }): Promise<Reply>;
  consent(access?: object): Promise<Reply>;
  pay(order?: object, product?: string): Promise<Reply>;
  /** Does what the links of an answer say until the user has approved, as that bank's way is. */
  authorise(reply: Reply): Promise<Reply>;
  /** A consent that was given: the headers to read data with. */
  given(access?: object): Promise<Record<string, string>>;
  /** The first account's links, read with those headers. */
  firstAccount(headers: Record<string, string>): Promise<Record<string, string>>;
}

export const ORDER = {
  instructedAmount: { currency: 'EUR', amount: '12.30' },
  creditorName: 'Shop',
  creditorAccount: { iban: 'DE75512108001245126199' },
  remittanceInformationUnstructured: 'Order 17',
};

export const clothesOf = (name: string): Clothes => BANKS.find((one) => one.name === name) as Clothes;

/** What a bank's consents can ask for: all that it gives. */
function usualAccess(clothes: Clothes, psu_id: string): object {
  const { consent_kinds, own_accounts_only } = clothes.traits;
  if (own_accounts_only) {
    const ibans = accountsOf({ bank: clothes.name, psu_id }).map(({ iban }) => ({ iban }));
    return { accounts: ibans, balances: ibans, transactions: ibans };
  }
  return consent_kinds.includes('global') ? { allPsd2: 'allAccounts' } : CONSENT.access;
}

export function visitor(bank: Client, name: string, psu = 'user_redirect'): Visitor {
  const clothes = clothesOf(name);
  const psuName = clothes.traits.psu_id_pattern ? customerNumber({ psu_id: psu }) : psu;
  const approve = { psu_id: psu, password: 'sandbox', decision: 'approve' };
  const { token_header: header = '', app_token = false, sign_in } = clothes.traits.oauth ?? {};
  let token = '';

  const ask: Visitor['ask'] = (method, path, { headers = {}, body } = {}) => {
    const own: Record<string, string> = {
      'X-Request-ID': randomUUID(),
      'TPP-Redirect-URI': 'http://127.0.0.1:9/callbacks/x/ok',
      ...(method !== 'GET' && { 'PSU-ID': psuName }),
      'PSU-User-Agent': 'Test/1.0',
      'web-api-key': 'test',
      'aspsp-code': '99912',
      ...(token && (header === 'Authorization' ? { [header]: `Bearer ${token}` } : { [header]: token })),
      ...headers,
    };
    const seal = clothes.traits.signed ? signed(SEAL, own, body === undefined ? '' : JSON.stringify(body)) : {};
    return bank.call(method, path, { headers: { ...own, ...seal }, body });
  };

  /** A form to the token endpoint, signed where every request is. */
  function forToken(url: string, fields: Record<string, string>): Promise<Reply> {
    const own = { 'X-Request-ID': randomUUID() };
    const text = new URLSearchParams(fields).toString();
    return bank.submit(url, fields, clothes.traits.signed ? { ...own, ...signed(SEAL, own, text) } : own);
  }

  /** The user's visit to the authorisation server, and the token that it ends in. */
  async function oauth(configuration: string, scope: string): Promise<Reply> {
    const server = (await (await fetch(configuration)).json()) as Record<string, string>;
    const verifier = randomBytes(32).toString('base64url');
    const redirect_uri = 'http://127.0.0.1:9/callbacks/x/ok';
    const url = new URL(server.authorization_endpoint ?? '');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = { response_type: 'code', client_id: 'tpp', redirect_uri, scope, state: 's1', code_challenge };
    for (const [key, value] of Object.entries({ ...asked, code_challenge_method: 'S256' })) {
      url.searchParams.set(key, value);
    }
    const back = new URL((await bank.submit(url.href, approve)).headers.get('Location') ?? '');
    const code = back.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri, client_id: 'tpp', code_verifier: verifier };
    const reply = await forToken(server.token_endpoint ?? '', fields);
    token = reply.body.access_token;
    return reply;
  }

  let scope = '';

  async function authorise(reply: Reply): Promise<Reply> {
    const links = Object.keys(reply.body?._links ?? {});
    const start = links.find((link) => link.startsWith('startAuthorisation'));
    if (start) {
      const body = start.endsWith('WithPsuAuthentication') ? { psuData: { password: 'sandbox' } } : {};
      return authorise(await ask('POST', hrefOf(reply, start), { body }));
    }
    if (links.includes('authoriseTransaction')) {
      return ask('PUT', hrefOf(reply, 'authoriseTransaction'), { body: { scaAuthenticationData: '123456' } });
    }
    if (links.includes('scaOAuth')) return oauth(hrefOf(reply, 'scaOAuth'), scope);
    if (!links.includes('scaRedirect')) {
      const [, page = ''] = /(http:\S+\/phone\/\w+)/.exec(reply.body.psuMessage) ?? [];
      return bank.submit(page, { decision: 'approve' });
    }
    const back = await bank.submit(hrefOf(reply, 'scaRedirect'), approve);
    const code = new URL(back.headers.get('Location') ?? '').searchParams.get('confirmationCode');
    return code ? ask('PUT', hrefOf(reply, 'scaStatus'), { body: { confirmationCode: code } }) : back;
  }

  /** The token that creations need: the TPP's own, or the user's who has signed in. */
  async function neededToken(): Promise<void> {
    if (sign_in && !token) {
      await oauth(`${bank.bank_url}${clothes.base}/.well-known/oauth-authorization-server`, 'AISP PISP');
    }
    if (!app_token || token) return;
    const fields = { grant_type: 'client_credentials', client_id: 'tpp' };
    token = (await bank.submit(`${bank.bank_url}${clothes.base}/oauth/token`, fields)).body.access_token;
  }

  const consent: Visitor['consent'] = async (access = usualAccess(clothes, psu)) => {
    const validUntil = new Date(Date.now() + 25 * 86_400_000).toISOString().slice(0, 10);
    const body = { ...CONSENT, access, validUntil };
    await neededToken();
    const reply = await ask('POST', clothes.paths.consents, { body });
    scope = `AIS:${reply.body?.consentId}`;
    return reply;
  };

  return {
    clothes,
    psu,
    ask,
    authorise,
    consent,
    async pay(order = {}, product = 'sepa-credit-transfers') {
      const [main] = accountsOf({ bank: name, psu_id: psu });
      const body = { ...ORDER, debtorAccount: { iban: main?.iban }, ...order };
      await neededToken();
      const path = `${clothes.paths.payments}/${clothes.traits.own_products[product] ?? product}`;
      const reply = await ask('POST', path, { body });
      scope = `PIS:${reply.body?.paymentId}`;
      return reply;
    },
    async given(access) {
      if (sign_in === 'only') {
        await neededToken();
        return {};
      }
      const created = await consent(access);
      await authorise(created);
      return { 'Consent-ID': created.body.consentId };
    },
    async firstAccount(headers) {
      const { body } = await ask('GET', clothes.paths.accounts, { headers });
      const links = Object.entries(body.accounts[0]._links as Record<string, { href: string } | string>);
      return Object.fromEntries(links.map(([key, link]) => [key, typeof link === 'string' ? link : link.href]));
    },
  };
}

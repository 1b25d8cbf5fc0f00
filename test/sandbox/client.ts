import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/listen';

export const VERIFIER_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at, not typed
  body: any;
}

export interface Client extends Sandbox {
  data: string;
  /** One request to the bank, as a TPP makes it; a fresh X-Request-ID unless one is given. */
  call(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: unknown; psu?: string },
  ): Promise<Reply>;
  /** A form as a browser sends it. */
  submit(url: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
}

const COMMON = {
  'PSU-IP-Address': '127.0.0.1',
  'TPP-Redirect-URI': 'http://127.0.0.1:9/callbacks/x/ok',
  'TPP-Nok-Redirect-URI': 'http://127.0.0.1:9/callbacks/x/nok',
};

const read = async (response: Response): Promise<Reply> => {
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
};

/**
 * Starts a bank and a verifier on free ports, in a folder of their own, or on a copy of what another one has on disk at
 * this moment.
 */
export async function sandbox(like?: Client): Promise<Client> {
  const data = mkdtempSync(join(tmpdir(), 'sandbox-'));
  if (like) cpSync(like.data, data, { recursive: true });
  const servers = await startSandbox({ bank_port: 0, verifier_port: 0, data, verifier_secret: VERIFIER_SECRET });
  return {
    ...servers,
    data,
    async call(method, path, { headers = {}, body, psu } = {}) {
      const own = { ...COMMON, 'X-Request-ID': randomUUID(), ...(psu && { 'PSU-ID': psu }), ...headers };
      const json =
        body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { ...own, 'Content-Type': 'application/json' } };
      return read(await fetch(new URL(path, servers.bank_url), { method, headers: own, ...json }));
    },
    async submit(url, fields, headers = {}) {
      return read(await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' }));
    },
    async close() {
      await servers.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export const CONSENT = {
  access: { accounts: [], balances: [], transactions: [] },
  recurringIndicator: true,
  validUntil: '9999-12-31',
  frequencyPerDay: 4,
  combinedServiceIndicator: false,
};

export const CONSENTS = '/psd2/v1/consents';
export const PAYMENTS = '/psd2/v1/payments/sepa-credit-transfers';
export const approve = { psu_id: 'user_redirect', password: 'sandbox', decision: 'approve' };

/** The id of a consent that its user approved on the login page. */
export async function validConsent(bank: Client, psu = 'user_redirect'): Promise<string> {
  const created = await bank.call('POST', CONSENTS, { psu, body: CONSENT });
  await bank.submit(created.body._links.scaRedirect.href, { ...approve, psu_id: psu });
  return created.body.consentId;
}

export const tppCode = ({ body }: Reply): string => body.tppMessages?.[0]?.code;

/** Lets the bank believe that so many ms have passed; undone by `jest.restoreAllMocks()`. */
export function pass(ms: number): void {
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
}

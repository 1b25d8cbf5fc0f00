import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnectors } from '../../connectors/providers';
import type { CallContext, CallHandler, Connector, ScaHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca';
import { startSandbox } from '../../sandbox/listen';
import { requestId } from '../../security/ids';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let keys = 0;

/** Everything around a call, with a key of its own unless one is given. */
export const contextOf = (more: Partial<CallContext> = {}): CallContext => ({
  key: `5b7d1c1e-0000-4000-8000-000000000000/step/${++keys}`,
  session_id: '5b7d1c1e-0000-4000-8000-000000000000',
  flavour: 'sandbox',
  psu: { ip_address: '192.0.2.7', user_agent: 'Test/1.0' },
  redirect: { ok: 'http://127.0.0.1:3000/callbacks/h/ok', nok: 'http://127.0.0.1:3000/callbacks/h/nok' },
  signal: new AbortController().signal,
  files: { open: () => Promise.reject(new Error('no files here')) },
  ...more,
});

/** The operations of one connector, ready to be called. */
export interface Operations {
  connector: Connector;
  call(name: string, args: JsonObject, ctx?: CallContext): Promise<JsonObject>;
  sca(name: string): ScaHandler;
}
export const operationsOf = (connector: Connector): Operations => ({
  connector,
  call: (name, args, ctx = contextOf()) => (connector.handlers[name] as CallHandler)(args, ctx),
  sca: (name) => connector.handlers[name] as ScaHandler,
});

export interface TestBank extends Operations {
  bank_url: string;
  /** How often an effect was carried out and asked for under one operation's key. */
  effects(
    key: string,
    name: string,
  ): Promise<{ effect: string; resource_id: string; count: number; requests: number }[]>;
  effectsOf(resource: string): Promise<string[]>;
  /** What the user does on the bank's page, or on the phone. */
  login(state: ScaState, decision: 'approve' | 'decline'): Promise<string>;
  phone(state: ScaState, decision: 'approve' | 'decline'): Promise<void>;
  /** A consent that the user has given. */
  consent(psu_id: string): Promise<{ consent_id: string; accounts: string[] }>;
  close(): Promise<void>;
}

/** The sandbox bank and verifier in this process, with a connector bound to them. */
export async function openBank(): Promise<TestBank> {
  const data = mkdtempSync(path.join(tmpdir(), 'vestibule-bank-'));
  const sandbox = await startSandbox({ bank_port: 0, verifier_port: 0, data, verifier_secret: SECRET });
  const { bank_url, verifier_url } = sandbox;
  const connectors = createConnectors({
    XYZ_SBX_BANK_URL: `${bank_url}/psd2`,
    XYZ_SBX_VERIFIER_URL: verifier_url,
    XYZ_SBX_VERIFIER_SECRET: SECRET,
  });
  const operations = operationsOf(connectors.connector('xyz', 'sandbox') as Connector);
  const list = async (query: string) =>
    ((await (await fetch(`${bank_url}/_sandbox/effects?${query}`)).json()) as { data: [] }).data;
  const post = (url: string, fields: Record<string, string>) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const login: TestBank['login'] = async (state, decision) => {
    if (state.state !== 'redirect') throw new Error(`not a redirect: ${state.state}`);
    const answer = await post(state.url, { psu_id: 'user_redirect', password: 'sandbox', decision });
    return answer.headers.get('location') ?? `no redirect: ${answer.status}`;
  };
  return {
    ...operations,
    bank_url,
    effects: (key, name) => list(`request_id=${requestId(key, name)}`),
    effectsOf: async (resource) => (await list(`resource_id=${resource}`)).map(({ effect }) => effect),
    login,
    async phone(state, decision) {
      if (state.state !== 'decoupled') throw new Error(`not decoupled: ${state.state}`);
      await post(/http\S+\/phone\/\w+/.exec(state.message)?.[0] ?? '', { decision });
    },
    async consent(psu_id) {
      const given = await operations.call('ais.consent', { psu_id });
      const args = { consent_id: given.consent_id as string, psu_id, links: given.links as JsonObject };
      const state = await operations.sca('ais.authorise').begin(args, contextOf());
      if (state.state === 'redirect') {
        await post(state.url, { psu_id, password: 'sandbox', decision: 'approve' });
      }
      const { accounts } = await operations.call('ais.accounts', { consent_id: args.consent_id });
      return { consent_id: args.consent_id, accounts: accounts as string[] };
    },
    async close() {
      await connectors.close();
      await sandbox.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
export interface Scripted {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The body as it goes over the wire, instead of `body`. */
  bytes?: Buffer;
  /** Never answers. */
  silent?: true;
}
export interface ScriptedBank extends Operations {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** A bank that answers what the test says, for what a well-behaved one never does. */
export async function openScriptedBank(
  answer: (asked: Asked) => Scripted,
  { base = '/psd2', ...settings }: { base?: string } & Record<string, string> = {},
): Promise<ScriptedBank> {
  const asked: Asked[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one: Asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    asked.push(one);
    const { status = 200, headers = {}, body: told, bytes, silent } = answer(one);
    if (silent) return;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(bytes ?? (typeof told === 'string' ? told : JSON.stringify(told ?? {})));
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connectors = createConnectors({ XYZ_SBX_BANK_URL: `${url}${base}`, ...settings });
  return {
    ...operationsOf(connectors.connector('xyz', 'sandbox') as Connector),
    url,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connectors.close();
    },
  };
}

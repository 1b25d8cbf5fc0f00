import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadProfiles } from '../../connectors/berlin-group/profile';
import { createConnectors } from '../../connectors/providers';
import { type CallContext, type Connector, ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { BANKS } from '../../local/stack/sandbox-banks';
import { startSandbox } from '../../sandbox/listen';
import { contextOf, type Operations, operationsOf } from './fixture';

/** The sandbox's banks that stand at addresses of their own, each in the clothes of the profile of that name. */
export const CLOTHES = [...BANKS, 'notary', 'signet'] as const;

/** What the user does; what is left out goes well. */
export interface Behaviour {
  decision?: 'approve' | 'decline' | 'later';
  /** One-time passwords, in the order in which they are tried. */
  otps?: string[];
  password?: string;
  /** Another signatory's part, where one is needed. */
  others?: 'approve' | 'wait';
  /** Shown on the way, as they were: challenges, messages. */
  seen?: ScaState[];
}

export interface World extends Operations {
  bank_url: string;
  /** Goes through an authorisation until it is over, as the workflow does. */
  authorise(
    name: 'ais.authorise' | 'pis.authorise' | 'bank.sign_in',
    args: JsonObject,
    user?: Behaviour,
  ): Promise<ScaState>;
  /** The user signs in where the bank wants that before anything else: what the operations that follow are given. */
  signIn(bank: string | undefined, psu_id: string, service: 'ais' | 'pis'): Promise<{ token?: JsonObject }>;
  /** Asks again while the connector says `pending`, or that the bank is away. */
  poll<T>(ask: (ctx: CallContext) => Promise<T>): Promise<T>;
  statusAt(bank: string | undefined, resource: string): Promise<string>;
  effectsOf(resource: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A key and certificate for signing that nobody trusts: `test/connectors/seal`, good for a hundred years. */
const SEAL = {
  XYZ_SBX_SEAL_KEY: path.join(__dirname, 'seal', 'key.pem'),
  XYZ_SBX_SEAL_CERT: path.join(__dirname, 'seal', 'certificate.pem'),
};

/** Who stands between the connector and the sandbox: settings that lead there. */
export interface Front {
  settings: Record<string, string>;
  close(): Promise<void>;
}

/** Every bank of the sandbox in this process, with one connector for all. */
export async function openWorld(inFront?: (bank_url: string) => Promise<Front>): Promise<World> {
  const data = mkdtempSync(path.join(tmpdir(), 'vestibule-world-'));
  const sandbox = await startSandbox({
    bank_port: 0,
    verifier_port: 0,
    data,
    verifier_secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  });
  const { bank_url } = sandbox;
  const front = await inFront?.(bank_url);
  const connectors = createConnectors({
    XYZ_SBX_BANK_URL: `${bank_url}/psd2`,
    XYZ_SBX_BANKS: CLOTHES.map((name) => `${name}=${bank_url}/banks/${name}`).join(','),
    XYZ_SBX_CLIENT_ID: 'PSDRO-VESTIBULE',
    XYZ_SBX_CLIENT_SECRET: 'hush',
    ...SEAL,
    ...front?.settings,
  });
  const operations = operationsOf(connectors.connector('xyz', 'sandbox') as Connector);

  const send = (url: string, fields: Record<string, string>) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  const phone = async (psu_id: string, decision: string) => {
    const answer = await fetch(`${bank_url}/phone?psu_id=${psu_id}`, { headers: { accept: 'application/json' } });
    const { data: open } = (await answer.json()) as { data: { code: string }[] };
    for (const { code } of open) await send(`${bank_url}/phone/${code}`, { decision });
  };

  const poll: World['poll'] = async (ask) => {
    const until = Date.now() + 30_000;
    for (let number = 1; ; number++) {
      try {
        return await ask(contextOf({ attempt: { number, ms: 10_000 } }));
      } catch (error) {
        if (!(error instanceof ConnectorError && error.retryable) || Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(50 * number, 500)));
      }
    }
  };

  const authorise: World['authorise'] = async (name, args, user = {}) => {
    const sca = operations.sca(name);
    const { decision = 'approve', otps = ['123456'], password = 'sandbox', others = 'approve', seen } = user;
    const codes = [...otps];
    let state = await poll((ctx) => sca.begin(args, { ...ctx, attempt: { number: 1, ms: 10_000 } }));
    for (let turn = 0; turn < 15 && 'handle' in state; turn++) {
      seen?.push(state);
      const { handle } = state;
      if (state.state === 'challenge') {
        const answer =
          state.kind === 'otp'
            ? { otp: codes.shift() ?? '123456' }
            : state.kind === 'password'
              ? { password }
              : { authentication_method_id: state.choices?.[0]?.id ?? '' };
        state = await sca.answer(handle, answer, contextOf());
        continue;
      }
      let query: JsonObject | undefined;
      if (state.state === 'redirect') {
        const back = await send(state.url, { psu_id: args.psu_id as string, password: 'sandbox', decision });
        query = Object.fromEntries(new URL(String(back.headers.get('location'))).searchParams);
        if (decision === 'later' && state.again) return state;
      } else if (state.after_user) {
        if (others === 'approve') await phone('cosigner', decision);
      } else await send(/http\S+\/phone\/\w+/.exec(state.message)?.[0] ?? '', { decision });
      state = await poll((ctx) => sca.status(handle, ctx, false, query));
    }
    return state;
  };

  const signIn: World['signIn'] = async (bank, psu_id, service) => {
    if (bank === undefined) return {};
    const state = await authorise('bank.sign_in', { bank, service, psu_id });
    if (state.state !== 'done') throw new Error(`not signed in: ${state.state}`);
    return state.result;
  };

  const profiles = loadProfiles();
  return {
    ...operations,
    bank_url,
    authorise,
    signIn,
    poll,
    async statusAt(bank, resource) {
      const { paths, variables } = profiles.get(bank ?? 'generic');
      const base = `${bank_url}${bank === undefined ? '/psd2' : `/banks/${bank}`}`;
      const at = paths.consents.replace(/\{(\w+)\}/g, (_, name: string) => variables[name] ?? '');
      const headers = { 'x-request-id': crypto.randomUUID(), 'psu-ip-address': '192.0.2.7', 'psu-user-agent': 'Test' };
      const answer = await fetch(`${base}/${at}/${resource}/status`, { headers });
      return ((await answer.json()) as { consentStatus?: string }).consentStatus ?? `${answer.status}`;
    },
    async effectsOf(resource) {
      const answer = await fetch(`${bank_url}/_sandbox/effects?resource_id=${encodeURIComponent(resource)}`);
      return ((await answer.json()) as { data: { effect: string }[] }).data.map(({ effect }) => effect);
    },
    async close() {
      await connectors.close();
      await front?.close();
      await sandbox.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

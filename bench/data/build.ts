import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child } from '../../local/servers/child';
import { freePort } from '../../local/servers/free-ports';
import type { Demo } from '../../local/stack/home';
import { Http } from '../http';
import { patiently } from '../run';

const SKILL = 'xyz_aisp_sbx_#1.0';

/** One build of the platform on a stack of its own, reading from one bank. */
export interface Build {
  name: string;
  accounts(): Promise<{ account_id: string }[]>;
  /** One page of transactions. */
  page(account_id: string, limit: number, cursor?: string): Promise<{ data: unknown[]; next_cursor: string | null }>;
  close(): Promise<void>;
}

/**
 * Starts the build in a folder, this one or any other, as `npm start` does, and has a user share their accounts. Only
 * what every version has is used: the commands, `demo.json`, the REST contract.
 */
export async function startBuild(name: string, folder: string, bank_url: string): Promise<Build> {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-bench-'));
  const child = new Child({
    name,
    command: process.execPath,
    args: [path.join(folder, 'cli', 'run.mjs'), 'cli/start'],
    env: {
      ...process.env,
      VESTIBULE_HOME: home,
      PORT: String(await freePort(0)),
      XYZ_SBX_BANK_URL: bank_url,
      RATE_LIMIT: '0',
      PSU_LIMIT: '0',
    },
    log: path.join(home, 'start.log'),
  });
  const close = async () => {
    await child.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const started = patiently(
      async () => JSON.parse(readFileSync(path.join(home, 'demo.json'), 'utf8')) as Demo,
      300_000,
    );
    const demo = await Promise.race([started, child.died.then((error) => Promise.reject(error))]);
    const http = new Http(demo.api_url);
    const headers = await credentials(http, demo);
    return {
      name,
      accounts: async () => (await http.send('GET', '/accounts', { headers, expect: 200 })).data,
      page: (account_id, limit, cursor) => {
        const query = new URLSearchParams({ account_id, limit: String(limit), ...(cursor ? { cursor } : {}) });
        return http.send('GET', `/transactions?${query}`, { headers, expect: 200 });
      },
      close: async () => {
        await http.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The headers of a data call. */
async function credentials(http: Http, demo: Demo): Promise<Record<string, string>> {
  const { client_id, client_app_key, client_secret } = demo;
  const session = await http.send('POST', '/sessions', {
    json: { client_id, client_app_key, skill: SKILL },
    expect: 201,
  });
  const submission = { client_id, nonce: session.nonce, skill: SKILL, step: 'identify', data: { psu_id: 'user' } };
  const submitted = { json: submission, headers: { prefer: 'wait=10' }, expect: [200, 202] };
  await http.send('POST', `/sessions/${session.session_id}/steps`, submitted);
  const done = await patiently(async () => {
    const state = await http.send('GET', `/sessions/${session.session_id}`, {
      headers: { authorization: `Bearer ${session.nonce}` },
      expect: 200,
    });
    if (state.status !== 'COMPLETED') throw new Error(`the session is ${state.status}`);
    return state;
  });
  const json = { client_id, client_secret, temp_token: done.temp_token };
  const { credentials_id, access_token } = await http.send('POST', '/token', { json, expect: 200 });
  return {
    authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
    'x-credentials-id': credentials_id,
    'x-access-token': access_token,
  };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Demo } from '../../local/stack/home';
import { homeFolder } from '../../runtime/paths';
import { SkillToolError } from './io';

/** Where a command publishes to, and by which key. */
export interface Destination {
  to?: string;
  keyFile?: string;
}
/** What the API has answered. */
export interface CatalogReply {
  status: number;
  body: Record<string, unknown>;
}

/** Adds the options of every command that speaks to an API. */
export const withDestination = (command: Command): Command =>
  command
    .option('--to <url>', 'the API; by default that of the npm start on this machine')
    .option('--key-file <file>', 'a file with the servicer’s key; else VESTIBULE_SERVICER_KEY');

/** ms that an answer may take. */
const PATIENCE = 60_000;

/** One call of the API as a servicer. Throws `SkillToolError` where there is no address, key or answer. */
export async function callCatalog(
  destination: Destination,
  method: 'GET' | 'POST',
  place: string,
  body?: object,
): Promise<CatalogReply> {
  const { url, key } = resolve(destination, process.env);
  const headers = { accept: 'application/json', authorization: `Bearer ${key}` };
  try {
    const response = await fetch(new URL(place, url), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body
        ? { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
        : { headers }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    throw new SkillToolError(`Nothing answers as an API at ${url}: see whether it runs, or give another --to.`);
  }
}

/** The address and the key, from options, the environment, and what lies in the home of a running `npm start`. */
export function resolve({ to, keyFile }: Destination, env: NodeJS.ProcessEnv): { url: string; key: string } {
  const demo = demoOf(env);
  const url = to ?? demo?.api_url;
  if (url === undefined)
    throw new SkillToolError('Nothing runs on this machine: run npm start in another terminal, or give --to URL.');
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new SkillToolError(`--to ${url} is not an address: https://…`);
  // The demo's key is for the demo's own API, and is sent nowhere else.
  const own = demo && new URL(demo.api_url).origin === new URL(url).origin ? demo.servicer_key : undefined;
  const key = (keyFile === undefined ? env.VESTIBULE_SERVICER_KEY : readKey(keyFile)) || own;
  if (key === undefined)
    throw new SkillToolError(
      'Set VESTIBULE_SERVICER_KEY, or give --key-file. An operator makes a key with: vestibule admin servicer key create.',
    );
  if (!/^[!-~]+$/.test(key)) throw new SkillToolError('The servicer’s key has characters that no key has.');
  return { url, key };
}

/** What lies in the home of `npm start`; `undefined` where there was none. */
export function demoOf(env: NodeJS.ProcessEnv): Demo | undefined {
  try {
    return JSON.parse(readFileSync(path.join(homeFolder(env), 'demo.json'), 'utf8')) as Demo;
  } catch {
    return undefined;
  }
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new SkillToolError(`The key file ${file} can’t be read.`);
  }
}

/** A refusal that is not about the document: key, address, rate. */
export function refused({ status, body }: CatalogReply): SkillToolError {
  const { code, detail } = body as { code?: string; detail?: string };
  return new SkillToolError(detail === undefined ? `The API answered ${status}.` : `${code}: ${detail}`);
}

/** The path of a skill in the catalog. */
export const placeOf = (skill: string): string => `/catalog/${encodeURIComponent(skill)}`;

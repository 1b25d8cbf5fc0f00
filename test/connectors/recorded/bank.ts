import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../../domain/json';
import { type Asked, openScriptedBank, type Scripted, type ScriptedBank } from '../fixture';

/** One answer: to which request, while the bank is in which state, and the state that it leads to. */
interface Answer {
  /** `POST /v1/consents`, below the base address; a query that is given must be there. */
  on: string;
  in?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: JsonObject;
  /** Instead of `body`: lines of a document that is not JSON. */
  lines?: string[];
  then?: string;
}

/**
 * A bank as its recorded answers show it: shapes are theirs, data are made up. In texts `{base}` is the bank's address,
 * `{day-3}` the date three days ago, `{swift-3}` the same as SWIFT writes it.
 */
export interface Recorded {
  title: string;
  profile: string;
  base: string;
  psu_id: string;
  /** How the user answers challenges, and to which state the bank goes when they decide at the bank. */
  user: { password?: string; otp?: string; method?: string; decides?: string };
  /** Arguments beyond the user's name: named accounts, a token that was had before. */
  consent?: JsonObject;
  payment?: JsonObject;
  /** By request: headers that must be there, with these values, or (null) must not. */
  wants?: Record<string, Record<string, string | null>>;
  answers: Answer[];
  expect: {
    /** What the user is asked on the way, and the end. */
    consent?: { asks: string[]; end: string; message?: string };
    /** `IBAN currency name: type amount currency, …`. */
    accounts?: string[];
    /** `date amount currency name: remittance`. */
    rows?: string[];
    warnings?: string[];
    payment?: { asks: string[]; end: string; status?: string };
  };
}

const FOLDER = __dirname;
export const NAMES = readdirSync(FOLDER).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));

const daysAgo = (days: string): string => new Date(Date.now() - Number(days) * 86_400_000).toISOString().slice(0, 10);
const dated = (text: string): string =>
  text
    .replace(/\{day-(\d+)\}/g, (_, days: string) => daysAgo(days))
    .replace(/\{swift-(\d+)\}/g, (_, days: string) => daysAgo(days).slice(2).replaceAll('-', ''));

export const recorded = (name: string): Recorded =>
  JSON.parse(dated(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'))) as Recorded;

export interface RecordedBank extends ScriptedBank {
  /** The user has decided at the bank. */
  goTo(state: string | undefined): void;
}

const SEAL = path.join(FOLDER, '..', 'seal');

/** Serves recorded answers over HTTP, with a connector bound to them by the bank's profile. */
export async function openRecorded({ base, profile, answers }: Recorded): Promise<RecordedBank> {
  let state = '';
  let bank: ScriptedBank | undefined;
  const answer = ({ method, path: asked }: Asked): Scripted => {
    const url = new URL(asked, 'http://bank.test');
    const found = answers.find(({ on, in: when }) => (when ?? state) === state && isOn(on, base, method, url));
    if (!found) return { status: 404, body: { tppMessages: [{ category: 'ERROR', code: 'RESOURCE_UNKNOWN' }] } };
    state = found.then ?? state;
    const { status = 200, headers = {}, body, lines } = found;
    const text = lines ? lines.join('\n') : JSON.stringify(body ?? {});
    return { status, headers, body: text.replaceAll('{base}', `${bank?.url}${base}`) };
  };
  bank = await openScriptedBank(answer, {
    base,
    XYZ_SBX_BANK_PROFILE: profile,
    XYZ_SBX_CLIENT_ID: 'PSDRO-VESTIBULE',
    XYZ_SBX_CLIENT_SECRET: 'sandbox',
    XYZ_SBX_SEAL_KEY: path.join(SEAL, 'key.pem'),
    XYZ_SBX_SEAL_CERT: path.join(SEAL, 'certificate.pem'),
  });
  return {
    ...bank,
    goTo(next) {
      state = next ?? state;
    },
  };
}

function isOn(on: string, base: string, method: string, url: URL): boolean {
  const [wanted = '', address = ''] = on.split(' ');
  const [where = '', query = ''] = address.split('?');
  return method === wanted && decodeURIComponent(url.pathname) === `${base}${where}` && url.search.includes(query);
}

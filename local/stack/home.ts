import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../servers/free-ports';

/** What `npm start` shows of a demo tenant; kept so that the keys stay the same over restarts. */
export interface DemoKeys {
  client_id: string;
  client_secret: string;
  client_app_key: string;
}

/** The content of `demo.json`. */
export interface Demo extends DemoKeys {
  api_url: string;
  docs_url: string;
  temporal_address: string;
  /** Absent for a Temporal that runs elsewhere. */
  temporal_ui_url?: string;
  bank_url: string;
  verifier_url: string;
  skills: string[];
}

/**
 * The folder that holds everything of one stack: data, logs, secrets, the ports it had last. Only its owner may read
 * it.
 */
export class Home {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  /** A folder inside, made if it is missing. */
  sub(...parts: string[]): string {
    const folder = this.path(...parts);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** A secret of 32 random bytes that is made once, in the given encoding. */
  secret(name: string, encoding: 'base64' | 'base64url', prefix = ''): string {
    const file = this.path(name);
    if (!existsSync(file)) writePrivately(file, prefix + randomBytes(32).toString(encoding));
    return readFileSync(file, 'utf8').trim();
  }

  read<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(this.path(name), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    writePrivately(this.path(name), `${JSON.stringify(value, null, 2)}\n`);
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true });
  }
}

/** Whole or not at all, and never readable for others. */
function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/**
 * The ports of one stack: those it had last time if they are free, since addresses that banks were told and links in
 * users' hands go on working then.
 */
export class Ports {
  private readonly claimed = new Map<string, number>();
  private readonly taken = new Set<number>();

  constructor(private readonly home: Home) {}

  /** @param wanted what the user or the caller asks for; 0 for any; undefined for the last one, else the usual one */
  async claim(name: string, wanted: number | undefined, usual: number, say: (line: string) => void): Promise<number> {
    const already = this.claimed.get(name);
    if (already !== undefined) return already;
    const last = this.home.read<Record<string, number>>('ports.json')?.[name];
    const preferred = wanted || (last ?? wanted ?? usual);
    const port = await freePort(preferred, this.taken);
    if (preferred !== 0 && port !== preferred) say(`port ${preferred} is in use, taking ${port}`);
    this.claimed.set(name, port);
    return port;
  }

  /** Somebody else was faster: the next claim looks further. */
  release(...names: string[]): void {
    for (const name of names) this.claimed.delete(name);
  }

  remember(): void {
    this.home.write('ports.json', Object.fromEntries(this.claimed));
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Keys of the demo tenant; kept, so that they stay the same over restarts. */
export interface DemoKeys {
  client_id: string;
  client_secret: string;
  client_app_key: string;
}

/** What is kept of the demo tenant from one start to the next. */
export interface KeptDemo extends DemoKeys, DemoServicer {
  /** The skills that it was given at its last seed; absent in homes of before. */
  offered?: string[];
}

/** What is kept of the demo servicer. */
export interface DemoServicer {
  /** The key by which skills are published; absent where an administrator has ended it. */
  servicer_key?: string;
}

/** The demo tenant as `npm start` shows it. */
export interface DemoTenant extends DemoKeys {
  skills: string[];
}

/** The content of `demo.json`. */
export interface Demo extends DemoTenant, DemoServicer {
  api_url: string;
  docs_url: string;
  temporal_address: string;
  /** Absent for a Temporal that runs elsewhere. */
  temporal_ui_url?: string;
  bank_url: string;
  verifier_url: string;
}

/** The folder of one stack's data, logs, secrets and last ports. Only its owner may read it. */
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

/** Writes a file whole or not at all, and never readable for others. */
function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

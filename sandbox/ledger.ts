import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** One thing that was really done, and how often it was asked for. `count` above 1 would be the bank's own error. */
export interface Effect {
  /** The request that caused it; null where a user did it on a page, or time did. */
  request_id: string | null;
  effect: string;
  resource_id: string;
  /** What the resource was made for: of a token and of what was asked for with it, the sign-in, consent or payment. */
  of?: string;
  /** RFC 3339, when it was first done. */
  at: string;
  count: number;
  requests: number;
}

/** An answer kept under its request, so that the same request again gets the same answer. */
export interface RecordedAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body?: object;
  at: number;
}

export interface CommonBooks {
  effects: Effect;
  answers: RecordedAnswer;
}

export type Put = [table: string, id: string, row: object | null];

const ANSWER_LIFE_MS = 7 * 24 * 3600 * 1000;

/**
 * The whole state of one sandbox server: tables of rows, each change one line of a journal that is replayed at the next
 * start. A line is in the file before `commit` changes a table, and flushed to the disk before its promise resolves, so
 * nothing that was answered is lost by SIGKILL, and nothing half-done is ever replayed.
 */
export class Ledger<Books extends CommonBooks> {
  private readonly tables = new Map<string, Map<string, object>>();
  private readonly fd: number;
  private running: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;

  /**
   * @param file the journal; created with its folder if missing. @throws Error where a line before the last one is not
   * readable.
   */
  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    const lines = this.replay(file);
    const rows = [...this.tables.values()].reduce((sum, table) => sum + table.size, 0);
    if (lines > 1000 && lines > 2 * rows) this.compact(file);
    this.fd = openSync(file, 'a');
  }

  get<T extends keyof Books & string>(table: T, id: string): Books[T] | undefined {
    return this.tables.get(table)?.get(id) as Books[T] | undefined;
  }

  all<T extends keyof Books & string>(table: T): Books[T][] {
    return [...(this.tables.get(table)?.values() ?? [])] as Books[T][];
  }

  commit(puts: Put[]): Promise<void> {
    if (puts.length === 0) return this.running;
    writeFileSync(this.fd, `${JSON.stringify(puts)}\n`);
    for (const put of puts) this.apply(put);
    return this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    closeSync(this.fd);
  }

  /** One fdatasync at a time; all that come while one runs share the next. */
  private flush(): Promise<void> {
    this.queued ??= this.running.then(() => {
      this.running = this.queued ?? this.running;
      this.queued = undefined;
      return new Promise<void>((resolve, reject) => fdatasync(this.fd, (error) => (error ? reject(error) : resolve())));
    });
    return this.queued;
  }

  private apply([table, id, row]: Put): void {
    const rows = this.tables.get(table) ?? new Map<string, object>();
    this.tables.set(table, rows);
    if (row) rows.set(id, row);
    else rows.delete(id);
  }

  /** A last line without its newline was cut by a kill before anyone was answered: it is dropped. */
  private replay(file: string): number {
    if (!existsSync(file)) return 0;
    const content = readFileSync(file);
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) truncateSync(file, whole);
    const lines = content.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
    for (const line of lines) for (const put of JSON.parse(line) as Put[]) this.apply(put);
    return lines.length;
  }

  private compact(file: string): void {
    const stale = Date.now() - ANSWER_LIFE_MS;
    for (const [id, answer] of this.tables.get('answers') ?? []) {
      if ((answer as RecordedAnswer).at < stale) this.tables.get('answers')?.delete(id);
    }
    const fd = openSync(`${file}.new`, 'w');
    for (const [table, rows] of this.tables) {
      for (const [id, row] of rows) writeFileSync(fd, `${JSON.stringify([[table, id, row]])}\n`);
    }
    fsyncSync(fd);
    closeSync(fd);
    renameSync(`${file}.new`, file);
  }
}

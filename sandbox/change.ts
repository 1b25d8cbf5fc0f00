import type { CommonBooks, Effect, Ledger, Put } from './ledger';

/** What one request, click or moment changes: staged, then committed as one line, or dropped as a whole. */
export class Change<Books extends CommonBooks> {
  private readonly staged = new Map<string, Put>();

  constructor(
    private readonly ledger: Ledger<Books>,
    readonly request_id: string | null,
    readonly now: number,
  ) {}

  get<T extends keyof Books & string>(table: T, id: string): Books[T] | undefined {
    const put = this.staged.get(`${table} ${id}`);
    return put ? ((put[2] ?? undefined) as Books[T] | undefined) : this.ledger.get(table, id);
  }

  put<T extends keyof Books & string>(table: T, id: string, row: (Books[T] & object) | null): void {
    this.staged.set(`${table} ${id}`, [table, id, row]);
  }

  /** Rows as of the last commit: what this change has staged is not among them. */
  committed<T extends keyof Books & string>(table: T): Books[T][] {
    return this.ledger.all(table);
  }

  effect(effect: string, resource_id: string, of?: string): void {
    const id = `${this.request_id ?? ''} ${effect} ${resource_id}`;
    const before = this.get('effects', id);
    const first = {
      request_id: this.request_id,
      effect,
      resource_id,
      ...(of === undefined ? {} : { of }),
      at: new Date(this.now).toISOString(),
      count: 0,
      requests: 0,
    };
    const row: Effect = { ...(before ?? first) };
    this.put('effects', id, { ...row, count: row.count + 1, requests: row.requests + 1 } as Books['effects'] & object);
  }

  /** The same request came again: nothing is done, but its effects were asked for once more. */
  askedAgain(): void {
    for (const row of this.ledger.all('effects')) {
      if (row.request_id !== this.request_id) continue;
      this.put('effects', `${row.request_id} ${row.effect} ${row.resource_id}`, {
        ...row,
        requests: row.requests + 1,
      } as Books['effects'] & object);
    }
  }

  drop(): void {
    this.staged.clear();
  }

  commit(): Promise<void> {
    const puts = [...this.staged.values()];
    this.staged.clear();
    return this.ledger.commit(puts);
  }
}

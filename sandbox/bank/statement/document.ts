import type { Entry } from '../history';
import type { Account } from '../portfolio';

/** A statement as one document, whatever its format. */
export interface StatementDocument {
  id: string;
  account: Account;
  /** ISO dates. */
  from: string;
  to: string;
  /** Milliseconds since the epoch. */
  made_at: number;
  opening_cents: number;
  closing_cents: number;
  /** Oldest first. */
  booked: Entry[];
  pending: Entry[];
}

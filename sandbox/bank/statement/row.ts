import type { Call } from '../call';
import type { Entry } from '../history';
import type { Account } from '../portfolio';

export type Row = Record<string, unknown>;

/** A row with what it is made from. */
export interface Written {
  row: Row;
  entry: Entry;
  account: Account;
}

/** An oddity of rows, by the bank's traits; the index counts the rows of the whole list. */
export type Oddity = (call: Call, written: Written, index: number) => Row;

import type { CommonBooks, Ledger } from '../ledger';

export type Decision = 'approved' | 'retake' | 'declined';

/** What is kept of an uploaded file. Nothing else of it is. */
export interface DocumentDigest {
  field: string;
  bytes: number;
  sha256: string;
}

export interface Check {
  id: string;
  holder: string;
  id_type: string;
  reply_to: string;
  documents: DocumentDigest[];
  created_at: number;
  /** What will be answered by itself; absent where a person decides on the page. */
  decision?: Decision;
  message?: string;
  /** When the next attempt to deliver is due, ms since the epoch; absent while undecided and once it is over. */
  due_at?: number;
  attempts: number;
  /** Deliveries that were answered with 2xx. */
  delivered: number;
  given_up?: true;
}

export interface VerifierBooks extends CommonBooks {
  checks: Check;
}

export type VerifierLedger = Ledger<VerifierBooks>;

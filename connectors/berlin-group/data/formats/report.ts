import type { Json } from '../../../../domain/json';

/** The bookings of one account in one document, as rows of the Berlin Group's JSON. */
export interface Report {
  /** Whose bookings they are, where the document says so. */
  iban?: string;
  currency?: string;
  booked: Json[];
  pending: Json[];
  /** How many entries are information only: they are no bookings. */
  informative?: number;
}

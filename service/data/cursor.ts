import { VestibuleError } from '../../domain/errors';
import { isObject, type JsonObject } from '../../domain/json';
import { SealError } from '../../security/seal';
import type { DataServices, Holding } from './holding';

/** What a list of transactions is of. */
export interface ListQuery {
  account_id: string;
  date_from?: string;
  date_to?: string;
  booking_status: 'booked' | 'pending' | 'both';
}

/** Where a page ended, in a snapshot of the bank's list. */
export interface Position {
  snapshot: string;
  /** Number of the chunk that has the last row given, and how many of its rows were given. */
  chunk: number;
  offset: number;
  /** The last row given, to be found again if the snapshot is gone, and the bank's page that has it. */
  last?: string;
  place?: string;
}

/** ms. */
const LIFE = 24 * 60 * 60_000;
/** Characters of a bank's address that travel in a cursor; a longer one is found again from the first page on. */
const LONGEST_PLACE = 2_000;

const placeOf = (credentialsId: string): string => `cursor/${credentialsId}`;

/**
 * A cursor: encrypted and authenticated, bound to the credentials, the account, the period and the status, and good for
 * a day.
 */
export function sealCursor(services: DataServices, { credentials }: Holding, query: ListQuery, at: Position): string {
  const { account_id, date_from = null, date_to = null, booking_status } = query;
  const { snapshot, chunk, offset, last = null, place } = at;
  const claims: JsonObject = {
    q: [account_id, date_from, date_to, booking_status],
    e: services.clock() + LIFE,
    s: [snapshot, chunk, offset],
    l: last,
    p: place === undefined || place.length > LONGEST_PLACE ? null : place,
  };
  return services.sealer.seal(claims, placeOf(credentials.credentials_id)).$sealed;
}

/**
 * The query that a cursor continues, and where. Throws `request_invalid` for one that was changed or has expired, that
 * other credentials were given, or that contradicts what is asked; what is not asked again is taken from it.
 */
export function openCursor(
  services: DataServices,
  { credentials }: Holding,
  cursor: string,
  asked: Partial<ListQuery>,
): { query: ListQuery; position: Position } {
  const { q, e, s, l, p } = unsealed(services, credentials.credentials_id, cursor);
  const [account_id, date_from, date_to, booking_status] = q as (string | null)[];
  if (services.clock() >= (e as number)) throw cursorInvalid('The cursor has expired.');
  const query = {
    account_id: account_id as string,
    booking_status: booking_status as ListQuery['booking_status'],
    ...(date_from == null ? {} : { date_from }),
    ...(date_to == null ? {} : { date_to }),
  };
  for (const name of ['account_id', 'date_from', 'date_to', 'booking_status'] as const) {
    if (asked[name] !== undefined && asked[name] !== query[name])
      throw cursorInvalid('The cursor belongs to another account, period or status.');
  }
  const [snapshot, chunk, offset] = s as [string, number, number];
  const last = typeof l === 'string' ? { last: l } : {};
  return { query, position: { snapshot, chunk, offset, ...last, ...(typeof p === 'string' ? { place: p } : {}) } };
}

function unsealed({ sealer }: DataServices, credentialsId: string, cursor: string): JsonObject {
  try {
    const claims = sealer.unseal({ $sealed: cursor }, placeOf(credentialsId));
    if (isObject(claims)) return claims;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
  throw cursorInvalid('The cursor is not one that this query gave.');
}

export function cursorInvalid(message: string): VestibuleError {
  return new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/cursor', code: 'cursor', message }],
  });
}

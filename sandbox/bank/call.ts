import type { Request } from 'express';
import { Change } from '../change';
import type { Bank, BankChange } from './books';
import type { Clothes } from './clothes/clothes';
import { traitsAt } from './clothes/wardrobe';
import { userOfToken } from './oauth/token-digest';
import type { Traits } from './traits/traits';
import { findUser } from './users';

/** One request at a bank's API, and the change that it makes. */
export interface Call {
  bank: Bank;
  clothes: Clothes;
  /** What holds at this bank for the user that the request is about. */
  traits: Traits;
  books: BankChange;
  /** X-Request-ID. */
  request_id: string;
  /** Whose request it is: named by the PSU-ID header, or by the consent, payment or hold that it is about. */
  psu_id: string | undefined;
  now: number;
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  header: (name: string) => string | undefined;
  /** Whether the Accept header takes answers of this media type. */
  accepts: (type: string) => boolean;
  body: unknown;
  method: string;
  path: string;
}

const strings = (values: object): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));

/** The user of a request, by the name that the bank's books have: a customer number is another name of the same. */
function userOf(
  books: BankChange,
  clothes: Clothes,
  params: Record<string, string>,
  header: Call['header'],
): string | undefined {
  const named = userOfToken(books, clothes, header) ?? header('PSU-ID');
  if (named) return findUser(named)?.psu_id ?? named;
  const subject =
    books.get('consents', params.consent_id ?? header('Consent-ID') ?? '') ??
    books.get('payments', params.payment_id ?? '') ??
    books.get('holds', params.hold_id ?? '');
  return subject?.psu_id;
}

export function callOf(bank: Bank, clothes: Clothes, req: Request, request_id: string): Call {
  const now = Date.now();
  const books: BankChange = new Change(bank.ledger, request_id, now);
  const params = strings(req.params);
  const header = (name: string) => req.get(name)?.trim() || undefined;
  const psu_id = userOf(books, clothes, params, header);
  return {
    bank,
    clothes,
    traits: traitsAt(clothes, psu_id),
    books,
    request_id,
    psu_id,
    now,
    params,
    query: strings(req.query),
    header,
    accepts: (type) => req.accepts(type) !== false,
    body: req.body ?? {},
    method: req.method,
    path: req.path,
  };
}

import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Change } from '../change';
import type { Bank, BankChange } from './books';
import { type Outages, refuseDuringOutage } from './outages';
import { catchUp } from './outcomes';
import { type Answer, Refusal } from './refusal';

/** One request at the bank's API, and the change that it makes. */
export interface Call {
  bank: Bank;
  books: BankChange;
  /** X-Request-ID. */
  request_id: string;
  now: number;
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  header: (name: string) => string | undefined;
  body: unknown;
  method: string;
  path: string;
}

/** Runs to its end without waiting for anything: so no two requests ever see each other's halves. */
export type Operation = (call: Call) => Answer;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The request's own id, or one for an answer to a request that has none. */
export function echoedId(req: Request): string {
  const given = req.get('X-Request-ID') ?? '';
  return UUID.test(given) ? given : randomUUID();
}

/**
 * Wraps an operation in what holds for all of them. A request with the X-Request-ID, method and path of an earlier one
 * is that same operation asked for again: the first answer is given again and nothing is done (400 where its body is
 * another). Reads are always carried out.
 */
export const operation =
  (bank: Bank, outages: Outages, run: Operation): RequestHandler =>
  async (req, res) => {
    await catchUp(bank);
    const request_id = req.get('X-Request-ID') ?? '';
    if (!UUID.test(request_id)) {
      return send(res, new Refusal(400, 'FORMAT_ERROR', 'A UUID is needed.', { path: 'X-Request-ID' }).answer);
    }
    const call = callOf(bank, req, request_id);
    const answer = req.method === 'GET' ? attempt(call, outages, run) : once(call, outages, run);
    await call.books.commit();
    send(res, answer);
  };

function callOf(bank: Bank, req: Request, request_id: string): Call {
  const now = Date.now();
  const strings = (values: object) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));
  return {
    bank,
    books: new Change(bank.ledger, request_id, now),
    request_id,
    now,
    params: strings(req.params),
    query: strings(req.query),
    header: (name) => req.get(name)?.trim() || undefined,
    body: req.body ?? {},
    method: req.method,
    path: req.path,
  };
}

function once(call: Call, outages: Outages, run: Operation): Answer {
  const key = `${call.request_id} ${call.method} ${call.path}`;
  const fingerprint = createHash('sha256').update(JSON.stringify(call.body)).digest('base64url');
  const recorded = call.books.get('answers', key);
  if (recorded && recorded.fingerprint !== fingerprint) {
    return new Refusal(400, 'FORMAT_ERROR', 'This request id was used with another body.', { path: 'X-Request-ID' })
      .answer;
  }
  if (recorded) {
    call.books.askedAgain();
    return recorded;
  }
  const answer = attempt(call, outages, run);
  const isFinal = answer.status < 500 && answer.status !== 429;
  if (isFinal) call.books.put('answers', key, { fingerprint, headers: {}, ...answer, at: call.now });
  return answer;
}

function attempt(call: Call, outages: Outages, run: Operation): Answer {
  try {
    refuseDuringOutage(call, outages);
    return run(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.keepsChanges) call.books.drop();
    return error.answer;
  }
}

export function send(res: Response, { status, headers, body }: Answer): void {
  res.status(status).set(headers ?? {});
  if (body) res.json(body);
  else res.end();
}

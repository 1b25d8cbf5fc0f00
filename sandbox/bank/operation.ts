import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Bank } from './books';
import { type Call, callOf } from './call';
import type { Clothes } from './clothes/clothes';
import { send } from './deliver';
import { catchUp } from './due';
import { lose, lossOf } from './lost-answer';
import { signedIn } from './oauth/bearer';
import { refuseDuringOutage } from './outages';
import { pause } from './pause';
import { type Answer, Refusal } from './refusal';
import { isUuid, requireHeaders } from './request-gate';
import { verifySignature } from './signature';

export type { Call } from './call';

/** Runs to its end without waiting for anything: so no two requests ever see each other's halves. */
export type Operation = (call: Call) => Answer;

/** The request's own id, or one for an answer to a request that has none. */
export function echoedId(req: Request): string {
  const given = req.get('X-Request-ID') ?? '';
  return isUuid(given) ? given : randomUUID();
}

/**
 * Wraps an operation in what holds for all of them at a bank: time, headers, signature, outages, a request id that
 * comes again, the answer's form, and its loss. Reads are always carried out.
 */
export const operation =
  (bank: Bank, clothes: Clothes, run: Operation): RequestHandler =>
  async (req, res) => {
    const request_id = req.get('X-Request-ID') ?? '';
    const first = callOf(bank, clothes, req, request_id);
    const { traits } = first;
    const lock = traits.one_at_a_time && req.method === 'GET' ? first.header('Consent-ID') : undefined;
    if (lock && bank.reading.has(lock)) {
      return send(res, new Refusal(500, 'INTERNAL_SERVER_ERROR', 'The consent is being used.').answer, traits);
    }
    if (lock) bank.reading.add(lock);
    try {
      const isHistory = first.params.account_id !== undefined && /\/transactions$/.test(first.path);
      await pause(traits.answer_ms + (isHistory ? traits.history_ms : 0));
      await catchUp(bank);
      const call = callOf(bank, clothes, req, request_id);
      const answer = gated(call, req, run);
      await call.books.commit();
      const loss = lossOf(call, answer.status);
      if (loss && !(await lose(res, loss))) return;
      send(res, answer, call.traits, bank.public_url);
    } finally {
      if (lock) bank.reading.delete(lock);
    }
  };

function gated(call: Call, req: Request, run: Operation): Answer {
  try {
    requireHeaders(call);
    if (call.traits.signed) verifySignature(req, call.now);
    if (!call.path.includes('/deposits/')) signedIn(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
  return call.method === 'GET' ? attempt(call, run) : change(call, run);
}

/** Deposits are an interface of the bank's own, which promises that the same request is one. */
const policyFor = ({ path, traits }: Call) => (path.includes('/deposits/') ? 'replay' : traits.request_id_again);

/** A change, which a bank may do once for each request id, again each time, or refuse the second time. */
function change(call: Call, run: Operation): Answer {
  const policy = policyFor(call);
  if (policy === 'again') return attempt(call, run);
  const key = `${call.request_id} ${call.method} ${call.path}`;
  const fingerprint = createHash('sha256').update(JSON.stringify(call.body)).digest('base64url');
  const recorded = call.books.get('answers', key);
  if (recorded && (policy === 'refused' || recorded.fingerprint !== fingerprint)) {
    return new Refusal(400, 'FORMAT_ERROR', 'This request id was used before.', { path: 'X-Request-ID' }).answer;
  }
  if (recorded) {
    call.books.askedAgain();
    return recorded;
  }
  const answer = attempt(call, run);
  const isFinal = answer.status < 500 && answer.status !== 429;
  if (isFinal) call.books.put('answers', key, { fingerprint, headers: {}, ...answer, at: call.now });
  return answer;
}

function attempt(call: Call, run: Operation): Answer {
  try {
    refuseDuringOutage(call);
    return run(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.keepsChanges) call.books.drop();
    return error.answer;
  }
}

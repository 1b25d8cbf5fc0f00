import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Change } from '../change';
import type { Check, DocumentDigest, VerifierBooks, VerifierLedger } from './books';
import type { Callbacks } from './callback';
import { documentsOf } from './documents';
import { messageFor, onboardingOf, outcomeOf } from './outcome';

const DECIDES_AFTER_MS = 1000;

interface Submission {
  holder: string;
  id_type: string;
  reply_to: string;
  documents: DocumentDigest[];
}

export const problem = (res: Response, status: number, code: string, message: string): void =>
  void res.status(status).json({ code, message });

function submissionOf(req: Request): Submission {
  const text = (name: string) => (typeof req.body?.[name] === 'string' ? req.body[name].trim() : '');
  return { holder: text('holder'), id_type: text('id_type'), reply_to: text('reply_to'), documents: documentsOf(req) };
}

/** The first thing that is wrong, or undefined. */
function faultOf({ holder, id_type, reply_to, documents }: Submission): string | undefined {
  if (!holder || holder.length > 200) return 'holder: a name is needed';
  if (!id_type || id_type.length > 50) return 'id_type: a kind of document is needed';
  if (!URL.canParse(reply_to) || !/^https?:$/.test(new URL(reply_to).protocol))
    return 'reply_to: an absolute http or https URL is needed';
  const missing = ['id_scan', 'selfie'].find((name) => !documents.some(({ field }) => field === name));
  if (missing) return `${missing}: a file is needed`;
  const empty = documents.find(({ bytes }) => bytes === 0);
  return empty && `${empty.field}: the file is empty`;
}

/**
 * A signed reply address is written anew at each attempt: what has to stay the same is the onboarding that it belongs
 * to.
 */
const fingerprintOf = (submission: Submission): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...submission, reply_to: onboardingOf(submission.reply_to) }))
    .digest('base64url');

/** `POST /v1/checks`: 202 with the check's id; with an Idempotency-Key that was used before, the first answer again. */
export const createCheck =
  (ledger: VerifierLedger, callbacks: Callbacks): RequestHandler =>
  async (req, res) => {
    const key = req.get('Idempotency-Key') ?? '';
    if (!key || key.length > 255)
      return problem(res, 400, 'idempotency_key_missing', 'An Idempotency-Key of at most 255 characters is needed.');
    const submission = submissionOf(req);
    const fault = faultOf(submission);
    if (fault) return problem(res, 400, 'invalid_request', fault);
    const fingerprint = fingerprintOf(submission);
    const books = new Change(ledger, key, Date.now());
    const recorded = books.get('answers', key);
    if (recorded && recorded.fingerprint !== fingerprint) {
      return problem(res, 409, 'idempotency_key_reused', 'This Idempotency-Key was used with another submission.');
    }
    if (recorded) books.askedAgain();
    const check = recorded ? undefined : record(ledger, books, key, submission, fingerprint);
    const answer = books.get('answers', key);
    await books.commit();
    if (check) callbacks.schedule(check);
    res.status(answer?.status ?? 202).json(answer?.body);
  };

function record(
  ledger: VerifierLedger,
  books: Change<VerifierBooks>,
  key: string,
  submission: Submission,
  fingerprint: string,
) {
  const decision = outcomeOf(ledger, submission);
  const check: Check = {
    id: randomUUID(),
    ...submission,
    created_at: books.now,
    ...(decision && { decision, ...messageFor(decision), due_at: books.now + DECIDES_AFTER_MS }),
    attempts: 0,
    delivered: 0,
  };
  books.put('checks', check.id, check);
  books.effect('check.created', check.id);
  books.put('answers', key, { fingerprint, status: 202, headers: {}, body: { check_id: check.id }, at: books.now });
  return check;
}

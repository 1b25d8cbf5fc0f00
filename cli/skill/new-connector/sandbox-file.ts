import type { Names } from './names';

/** `sandbox/<name>/app.ts`: the partner as a server. It shares no code with its connector. */
export const sandboxFile = ({ type }: Names): string => `import { createHash, randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler, type Response } from 'express';
import { Change } from '../change';
import { effects } from '../effects';
import type { CommonBooks, Ledger } from '../ledger';

interface ${type}Request {
  id: string;
  product: string;
  withdrawn?: true;
}

export interface ${type}Books extends CommonBooks {
  requests: ${type}Request;
  /** The id of the request that was made under each key. */
  keys: { id: string };
}

export type ${type}Ledger = Ledger<${type}Books>;

/** Requests for this product are refused. */
const REFUSED = 'refused';

const problem = (res: Response, status: number, code: string): void => void res.status(status).json({ code });
const fingerprintOf = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url');

/** \`POST /v1/requests\`: 201; the same key again gets the first answer, with another body 409. */
const submit =
  (ledger: ${type}Ledger): RequestHandler =>
  async (req, res) => {
    const key = req.get('Idempotency-Key') ?? '';
    const { holder, product } = req.body as { holder?: unknown; product?: unknown };
    if (!key || typeof holder !== 'string' || typeof product !== 'string') return problem(res, 400, 'INVALID');
    if (product === REFUSED) return problem(res, 422, 'REFUSED');
    const books = new Change(ledger, key, Date.now());
    const fingerprint = fingerprintOf({ holder, product });
    const before = books.get('answers', key);
    if (before && before.fingerprint !== fingerprint) return problem(res, 409, 'KEY_REUSED');
    if (before) books.askedAgain();
    else record(books, key, product, fingerprint);
    const answer = books.get('answers', key);
    await books.commit();
    res.status(answer?.status ?? 201).json(answer?.body);
  };

function record(books: Change<${type}Books>, key: string, product: string, fingerprint: string): void {
  const id = randomUUID();
  books.put('requests', id, { id, product });
  books.put('keys', key, { id });
  books.effect('request.made', id);
  books.put('answers', key, { fingerprint, status: 201, headers: {}, body: { request_id: id }, at: books.now });
}

/** \`DELETE /v1/requests/{id}\` and \`/v1/requests/by-key/{key}\`: 204, as often as it is asked; 404 for a stranger. */
const withdraw =
  (ledger: ${type}Ledger): RequestHandler =>
  async (req, res) => {
    const books = new Change(ledger, req.get('Idempotency-Key') ?? null, Date.now());
    const { id = '', key } = req.params as { id?: string; key?: string };
    const made = books.get('requests', key === undefined ? id : (books.get('keys', key)?.id ?? ''));
    if (!made) return problem(res, 404, 'UNKNOWN');
    if (!made.withdrawn) {
      books.put('requests', made.id, { ...made, withdrawn: true });
      books.effect('request.withdrawn', made.id);
    }
    await books.commit();
    res.status(204).end();
  };

/** ${type} of the sandbox, ready to be listened with. */
export function create${type}(ledger: ${type}Ledger): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(express.json({ limit: '32kb' }));
  app.post('/v1/requests', submit(ledger));
  app.delete('/v1/requests/by-key/:key', withdraw(ledger));
  app.delete('/v1/requests/:id', withdraw(ledger));
  app.use(effects(ledger));
  app.use((_req, res) => problem(res, 404, 'UNKNOWN'));
  return app;
}
`;

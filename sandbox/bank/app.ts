import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { effects } from '../effects';
import type { Bank, BankLedger } from './books';
import { BANKS } from './clothes/wardrobe';
import { send } from './deliver';
import { catchUp } from './due';
import { frontPage } from './front';
import { loginPages } from './login';
import { oauthServer } from './oauth/server';
import { echoedId } from './operation';
import { phonePages } from './phone';
import { refusal } from './refusal';
import { api } from './routes';
import type { RawRequest } from './signature';

const MAX_BODY = '64kb';
/** Statements are not JSON everywhere: what is accepted is up to the bank. */
const STATEMENT = /\/transactions(\/|$)/;

/** JSON in, JSON out, for the APIs; the pages for people are of their own kind. */
const negotiate: RequestHandler = (req, res, next) => {
  const hasBody = Number(req.get('Content-Length') ?? 0) > 0 || req.get('Transfer-Encoding') !== undefined;
  res.set('X-Request-ID', echoedId(req));
  if (!STATEMENT.test(req.path) && !req.accepts('json'))
    return send(res, refusal(406, 'REQUESTED_FORMATS_INVALID', 'Answers are JSON.'));
  if (hasBody && !req.is('application/json'))
    return send(res, refusal(415, 'FORMAT_ERROR', 'Bodies are JSON.', { path: 'Content-Type' }));
  next();
};

const json = express.json({
  limit: MAX_BODY,
  strict: true,
  verify: (req, _res, raw_body) => void Object.assign(req as RawRequest, { raw_body }),
});

const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  const status: number = error?.status ?? 500;
  if (status === 413) return send(res, refusal(413, 'FORMAT_ERROR', `A body has at most ${MAX_BODY}.`));
  if (status >= 400 && status < 500) return send(res, refusal(400, 'FORMAT_ERROR', 'The request could not be read.'));
  process.stderr.write(
    `${JSON.stringify({ level: 'error', msg: 'the bank failed', error: String(error?.stack ?? error) })}\n`,
  );
  send(res, refusal(500, 'INTERNAL_SERVER_ERROR', 'The bank failed.'));
};

/**
 * The sandbox's banks, ready to be listened with. What they know is in the ledger; several apps must not share one.
 * @param public_url where browsers reach them: asked each time, since the port may not be known before it listens
 */
export function createBank(ledger: BankLedger, public_url: () => string): Express {
  const bank: Bank = {
    ledger,
    counts: new Map(),
    reading: new Set(),
    get public_url() {
      return public_url();
    },
  };
  const app = express().disable('x-powered-by').disable('etag');
  for (const clothes of BANKS) if (clothes.traits.oauth) app.use(oauthServer(bank, clothes));
  app.use(['/psd2', '/deposits', '/banks'], negotiate, json);
  for (const clothes of BANKS) app.use(api(bank, clothes));
  app.use(effects(ledger, () => catchUp(bank)));
  app.use(express.urlencoded({ extended: false, limit: '8kb' }), frontPage(bank), loginPages(bank), phonePages(bank));
  app.use((_req, res) => void res.status(404).type('text').send('Not found\n'));
  app.use(onError);
  return app;
}

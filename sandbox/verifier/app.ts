import express, { type ErrorRequestHandler, type Express } from 'express';
import { MulterError } from 'multer';
import { effects } from '../effects';
import type { VerifierLedger } from './books';
import type { Callbacks } from './callback';
import { createCheck, problem } from './checks';
import { receiveDocuments } from './documents';
import { reviewPages } from './pages';

const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  if (error instanceof MulterError) {
    const tooLarge = error.code === 'LIMIT_FILE_SIZE';
    return problem(res, tooLarge ? 413 : 400, tooLarge ? 'file_too_large' : 'invalid_request', error.message);
  }
  const isOurs = !(error?.status < 500) && !/multipart|form/i.test(String(error?.message));
  if (isOurs)
    process.stderr.write(
      `${JSON.stringify({ level: 'error', msg: 'the verifier failed', error: String(error?.stack ?? error) })}\n`,
    );
  problem(
    res,
    isOurs ? 500 : 400,
    isOurs ? 'error' : 'invalid_request',
    isOurs ? 'The verifier failed.' : 'The request could not be read.',
  );
};

/** The sandbox verifier, ready to be listened with. It answers later, through `callbacks`. */
export function createVerifier(ledger: VerifierLedger, callbacks: Callbacks): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.post('/v1/checks', receiveDocuments, createCheck(ledger, callbacks));
  app.use(effects(ledger));
  app.use(express.urlencoded({ extended: false, limit: '8kb' }), reviewPages(ledger, callbacks));
  app.use((_req, res) => problem(res, 404, 'not_found', 'There is no such resource.'));
  app.use(onError);
  return app;
}

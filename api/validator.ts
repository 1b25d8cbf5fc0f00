import type { RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';
import type { Part } from './openapi/kinds';

type Options = Parameters<typeof middleware>[0];

/**
 * Validates requests (and answers, where that is asked for) against the served document. Who the caller is, each endpoint
 * checks itself; multipart bodies are streams, which no schema can judge.
 */
export function validator(document: Part, validateResponses: boolean): RequestHandler[] {
  return middleware({
    // It rewrites the document that it is given.
    apiSpec: structuredClone(document) as unknown as Options['apiSpec'],
    validateApiSpec: true,
    validateRequests: { allErrors: true, allowUnknownQueryParameters: false, coerceTypes: false },
    validateResponses: validateResponses ? { allErrors: true } : false,
    validateSecurity: false,
    fileUploader: false,
  } as Options) as RequestHandler[];
}

import type { Request, RequestHandler } from 'express';
import { middleware } from 'express-openapi-validator';
import type { InputFault, VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import { inDocumentOrder } from './faults';
import type { Operation, Part } from './openapi/kinds';
import { readRefusal, requestInvalid } from './refusals';

type Options = Parameters<typeof middleware>[0];

/**
 * Validates requests (and answers, where that is asked for) against the served document. Who the caller is, each endpoint
 * checks itself; multipart bodies are streams, which no schema can judge.
 */
export function validator(document: Part, validateResponses: boolean): RequestHandler[] {
  return middleware({
    apiSpec: judged(document) as unknown as Options['apiSpec'],
    validateApiSpec: true,
    validateRequests: { allErrors: true, allowUnknownQueryParameters: true, coerceTypes: false },
    validateResponses: validateResponses ? { allErrors: true } : false,
    validateSecurity: false,
    fileUploader: false,
  } as Options) as RequestHandler[];
}

/** A copy, for the validator rewrites what it is given; without multipart bodies, which are judged as they stream in. */
function judged(document: Part): Part {
  const copy = structuredClone(document);
  const operations = Object.values(copy.paths as Record<string, Record<string, Part>>).flatMap((path) => Object.values(path));
  for (const operation of operations) {
    const { content } = (operation.requestBody ?? {}) as { content?: Part };
    if (content && 'multipart/form-data' in content) delete operation.requestBody;
  }
  return copy;
}

/** The validator stops at the first query parameter that it doesn't know, so these are looked for here: every fault is told. */
export function validateCall(validate: RequestHandler[], operation: Operation): RequestHandler[] {
  const isOpen = operation.more?.['x-eov-allow-unknown-query-parameters'] === true;
  const known = new Set((operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => String(name)));
  return validate.map((validating): RequestHandler => {
    const step = validating.name === LOOKUP ? lookUpOnce(validating) : validating;
    return function validateStep(req, res, next) {
      const onward = (error?: unknown) => {
        if (error === undefined) return validating.name === LAST ? next(refusal(req, [], isOpen, known)) : next();
        const read = readRefusal(error);
        const errors = read?.code === 'request_invalid' ? read.options.errors : undefined;
        next(errors ? refusal(req, errors, isOpen, known) : error);
      };
      try {
        return step(req, res, onward);
      } catch (error) {
        return onward(error);
      }
    };
  });
}

/** As the validator calls the handlers that find the request's operation in the document, and that judge it. */
const LOOKUP = 'metadataMiddleware';
const LAST = 'requestMiddleware';

/**
 * The validator looks for a call's operation by trying every path of the document, whose patterns it compiles anew each time. The
 * router has found the path already, and what the document says of it doesn't change: only the parameters in it do.
 */
function lookUpOnce(lookUp: RequestHandler): RequestHandler {
  let found: object | undefined;
  return (req, res, next) => {
    const call = req as { openapi?: object };
    if (found) {
      call.openapi = { ...found, pathParams: { ...req.params } };
      return next();
    }
    return lookUp(req, res, (error?: unknown) => {
      if (error === undefined) found = call.openapi;
      next(error);
    });
  };
}

function refusal(req: Request, found: InputFault[], isOpen: boolean, known: Set<string>): VestibuleError | undefined {
  const query = Object.entries(req.query).flatMap(([name, value]) => (isOpen ? [] : queryFaults(name, value, known)));
  const unique = new Map([...found, ...query].map((fault) => [`${fault.pointer} ${fault.code}`, fault]));
  const isBody = ({ pointer }: InputFault) => pointer === '' || pointer.startsWith('/');
  const faults = [...unique.values()];
  const inBody = inDocumentOrder(faults.filter(isBody), (req.body ?? null) as Json, ({ pointer }) => pointer);
  const all = [...faults.filter((fault) => !isBody(fault)), ...inBody];
  return all.length > 0 ? requestInvalid(all) : undefined;
}

function queryFaults(name: string, value: unknown, known: Set<string>): InputFault[] {
  const pointer = `query/${name.slice(0, 64)}`;
  if (!known.has(name)) return [{ pointer, code: 'unknown', message: 'This query parameter is not known here.' }];
  if (value === '') return [{ pointer, code: 'empty', message: 'This query parameter may not be empty.' }];
  return [];
}

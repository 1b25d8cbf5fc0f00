import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Request, RequestHandler, Response } from 'express';
import type { InputFault } from '../../domain/errors';
import type { Json } from '../../domain/json';
import { asCheck, type Check } from '../../service/schema-check';
import type { Part } from '../openapi/schema-helpers';
import { escapePointer } from './body';
import { requestInvalid } from './library-errors';

/** Judges the calls of one operation by the served document. */
export interface Judge {
  request: RequestHandler;
  /** Throws where an answer is not one that the document describes: a fault of ours. */
  answer(status: number, body: unknown): void;
}
type Compile = (pointer: string) => Check;
interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required: boolean;
  isNumber: boolean;
  check: Check;
}

/**
 * Compiles what `document` says of requests and, where they are to be judged too, of answers. Who the caller is, each
 * endpoint checks itself; multipart bodies are streams, which no schema can judge.
 */
export function createJudges(document: Part, withAnswers: boolean): (path: string, method: string) => Judge {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv, { mode: 'fast' });
  ajv.addSchema({ ...document, $id: DOCUMENT });
  const compile: Compile = (pointer) => asCheck(ajv.compile({ $ref: `${DOCUMENT}#${pointer}` }));
  return (path, method) => {
    const at = `/paths/${escapePointer(path)}/${method}`;
    const operation = (document.paths as Record<string, Record<string, Part>>)[path]?.[method] ?? {};
    const answers = withAnswers ? answerChecks(operation, `${at}/responses`, compile) : new Map<string, Check>();
    return {
      request: judgeRequest(operation, at, compile),
      answer: (status, body) => judgeAnswer(answers, status, body),
    };
  };
}

const DOCUMENT = 'urn:vestibule:openapi';
const JSON_BODY = 'application/json';

function judgeRequest(operation: Part, at: string, compile: Compile): RequestHandler {
  const parameters = ((operation.parameters ?? []) as Part[]).flatMap((parameter, index) =>
    readParameter(parameter, `${at}/parameters/${index}`, compile),
  );
  const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
  const isOpen = operation[OPEN_QUERY] === true;
  const { content = {} } = (operation.requestBody ?? {}) as { content?: Part };
  const checkBody =
    JSON_BODY in content ? compile(`${at}/requestBody/content/${escapePointer(JSON_BODY)}/schema`) : undefined;

  return function judgeCall(req, _res, next) {
    const faults = parameters.flatMap((parameter) => parameterFaults(parameter, req));
    if (!isOpen) faults.push(...queryFaults(req, known));
    if (checkBody) faults.push(...(req.body === undefined ? [NO_BODY] : checkBody(req.body as Json)));
    if (faults.length > 0) throw requestInvalid(faults);
    next();
  };
}

/** A mark of the document's: what else the query holds is not ours to judge. */
export const OPEN_QUERY = 'x-open-query';
const NO_BODY: InputFault = { pointer: '', code: 'required', message: 'The body is missing.' };

function readParameter(parameter: Part, at: string, compile: Compile): Parameter[] {
  const {
    name,
    in: place,
    required,
    schema,
  } = parameter as { name?: string; in?: Parameter['in']; required?: boolean; schema?: Part };
  if (name === undefined || place === undefined) return [];
  return [
    {
      name,
      in: place,
      required: required === true,
      isNumber: schema?.type === 'integer',
      check: compile(`${at}/schema`),
    },
  ];
}

function parameterFaults({ name, in: place, required, isNumber, check }: Parameter, req: Request): InputFault[] {
  const given =
    place === 'query' ? req.query[name] : place === 'path' ? req.params[name] : req.headers[name.toLowerCase()];
  const at = `${place}/${name}`;
  if (given === undefined) return required ? [{ pointer: at, code: 'required', message: 'This is required.' }] : [];
  if (place === 'query' && given === '')
    return [{ pointer: at, code: 'empty', message: 'This query parameter may not be empty.' }];
  const value = isNumber && typeof given === 'string' && /^-?[0-9]{1,15}$/.test(given) ? Number(given) : given;
  return check(value as Json, at);
}

/** A query parameter that nobody knows is told, not ignored: it may be a misspelt one. */
function queryFaults({ query }: Request, known: Set<string>): InputFault[] {
  const strangers = Object.keys(query).filter((name) => !known.has(name));
  return strangers.map((name) => ({
    pointer: `query/${name.slice(0, 64)}`,
    code: 'unknown',
    message: 'This query parameter is not known here.',
  }));
}

/** Status → what its JSON must be, problem documents included. */
function answerChecks(operation: Part, at: string, compile: Compile): Map<string, Check> {
  const checks = new Map<string, Check>();
  for (const [status, { content = {} }] of Object.entries(
    (operation.responses ?? {}) as Record<string, { content?: Part }>,
  )) {
    const type = Object.keys(content).find((name) => name.endsWith('json'));
    if (type) checks.set(status, compile(`${at}/${status}/content/${escapePointer(type)}/schema`));
  }
  return checks;
}

function judgeAnswer(checks: Map<string, Check>, status: number, body: unknown): void {
  const check = checks.get(String(status));
  const faults = check
    ? check(JSON.parse(JSON.stringify(body)) as Json)
    : [{ pointer: '', code: 'status', message: 'is not documented' }];
  if (faults.length > 0) throw new Error(`the answer ${status} is not as documented: ${JSON.stringify(faults)}`);
}

/** Has `judge` look at what is sent to this caller. */
export const watchAnswers = ({ answer }: Judge): RequestHandler =>
  function watchAnswer(_req, res: Response, next) {
    res.locals.judge = answer;
    next();
  };

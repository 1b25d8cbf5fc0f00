import Ajv from 'ajv/dist/2020';
import type { RequestHandler, Response } from 'express';
import { isObject, type Json } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { addFullFormats, asCheck, type Check } from '../../service/check';
import { EVENT_DATA, OPEN_QUERY } from '../openapi/operation';
import type { Part } from '../openapi/schemas';
import { PROBLEM_JSON } from './problem';
import type { Parameter, RequestRules } from './request';

/** The checks of one operation by the OpenAPI document. */
export interface OperationValidator {
  rules: RequestRules;
  /**
   * Throws where an answer is not as documented, be it by one member too many, or by a code that this operation doesn't
   * list: that is a fault of ours. `event`: the data of a streamed event.
   */
  checkAnswer(status: number | 'event', body: unknown): void;
}
type Compile = (pointer: string) => Check;

/**
 * Compiles the document's checks of requests, and with `withAnswers` of answers too. Not checked: who the caller is,
 * multipart bodies, which are streams, and calls of what is not in the document.
 */
export function createOperationValidators(
  document: Part,
  withAnswers: boolean,
): (path: string, method: string) => OperationValidator {
  const compileRequest = compilerFor(document);
  const compileAnswer = withAnswers ? compilerFor(closeObjects(document) as Part) : undefined;
  return (path, method) => {
    const at = `/paths/${escapeToken(path)}/${method}`;
    const operation = (document.paths as Record<string, Record<string, Part>>)[path]?.[method];
    const answers = operation && compileAnswer && answerChecks(operation, `${at}/responses`, compileAnswer);
    return {
      rules: requestRules(operation ?? {}, at, compileRequest),
      checkAnswer: (status, body) => answers && throwUnlessDocumented(answers, status, body),
    };
  };
}

const DOCUMENT = 'urn:vestibule:openapi';

function compilerFor(document: Part): Compile {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFullFormats(ajv);
  ajv.addSchema({ ...document, $id: DOCUMENT });
  return (pointer) => asCheck(ajv.compile({ $ref: `${DOCUMENT}#${pointer}` }));
}

/** Closes each object schema that doesn't say otherwise: then an answer's undocumented member is a fault. */
export function closeObjects(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(closeObjects);
  if (!isObject(json)) return json;
  const closed = Object.fromEntries(Object.entries(json).map(([key, value]) => [key, closeObjects(value)]));
  const isOpenByDefault = json.type === 'object' && isObject(json.properties) && !('additionalProperties' in json);
  return isOpenByDefault ? { ...closed, additionalProperties: false } : closed;
}

const JSON_BODY = 'application/json';

function requestRules(operation: Part, at: string, compile: Compile): RequestRules {
  const parameters = ((operation.parameters ?? []) as Part[]).flatMap((parameter, index) =>
    readParameter(parameter, `${at}/parameters/${index}`, compile),
  );
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const { content = {} } = (operation.requestBody ?? {}) as { content?: Part };
  return {
    parameters,
    ...(operation[OPEN_QUERY] === true ? {} : { query: new Set(names) }),
    ...(JSON_BODY in content ? { body: compile(`${at}/requestBody/content/${escapeToken(JSON_BODY)}/schema`) } : {}),
  };
}

function readParameter(parameter: Part, at: string, compile: Compile): Parameter[] {
  const { name, required, schema, ...rest } = parameter as Partial<Parameter> & { schema?: Part };
  if (name === undefined || rest.in === undefined) return [];
  const isNumber = schema?.type === 'integer';
  return [{ name, in: rest.in, required: required === true, isNumber, check: compile(`${at}/schema`) }];
}

/** By status: the checks of JSON answers, problem documents included. `event`: of the data of streamed events. */
function answerChecks(operation: Part, at: string, compile: Compile): Map<string, Check> {
  const checks = new Map<string, Check>();
  const responses = (operation.responses ?? {}) as Record<string, Answer>;
  for (const [status, answer] of Object.entries(responses)) {
    for (const [type, media] of Object.entries(answer.content ?? {})) {
      const member = type.endsWith('json') ? 'schema' : EVENT_DATA;
      if (!(member in media)) continue;
      const check = compile(`${at}/${status}/content/${escapeToken(type)}/${member}`);
      checks.set(member === EVENT_DATA ? 'event' : status, type === PROBLEM_JSON ? withCode(check, answer) : check);
    }
  }
  return checks;
}

type Answer = { description?: string; content?: Record<string, Part> };

/** The check of a problem document, and of its code, which must be one that the answer's description lists. */
const withCode =
  (check: Check, { description = '' }: Answer): Check =>
  (problem) => {
    const code = String((problem as Part).code);
    const isListed = description.includes(`\`${code}\``);
    return [...check(problem), ...(isListed ? [] : [{ pointer: '/code', code: 'enum', message: `lists no ${code}` }])];
  };

function throwUnlessDocumented(checks: Map<string, Check>, status: number | 'event', body: unknown): void {
  const check = checks.get(String(status));
  const faults = check
    ? check(JSON.parse(JSON.stringify(body)) as Json)
    : [{ pointer: '', code: 'status', message: 'is not documented' }];
  if (faults.length > 0) throw new Error(`the answer ${status} is not as documented: ${JSON.stringify(faults)}`);
}

/** Has each answer to this call checked before it is sent. */
export const checkAnswers = ({ checkAnswer }: OperationValidator): RequestHandler =>
  function checkAnswersOf(_req, res: Response, next) {
    res.locals.checkAnswer = checkAnswer;
    next();
  };

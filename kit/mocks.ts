import type { InputFault } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import { escapeToken } from '../domain/pointer';
import { languageOf } from '../domain/session/kinds';
import { SENTENCES } from '../domain/session/platform';
import { METHODS } from '../domain/session/sca/approaches';
import type { SkillDefinition } from '../domain/skill/definition';
import { fits } from '../domain/skill/fits';
import {
  type MockAnswer,
  type MockMethod,
  type Operation,
  type OperationCatalog,
  STANDARD_PREFIX,
} from '../domain/skill/operation-catalog';
import { samplePayload } from './sample';

/** The answer that an author gives for an operation: a result, or a code of its catalog. */
export type AnswerRequest = { result: JsonObject } | { code: string };

/** Codes that any operation may fail with, beside those of its catalog. */
const COMMON = ['error', 'sca.failed'];

interface MockedCatalog {
  catalog: OperationCatalog;
  /** The operations that are not carried out. */
  mocked: string[];
  /** Of `answers`, with pointers such as `/answers/deposit.quote/code`. */
  faults: InputFault[];
}

/**
 * A catalog whose operations answer as an author says. `all`: those without an answer give a sample of their output;
 * those that are declared by schemas alone always do. The platform's own only work out, so they are carried out.
 */
export function mockedCatalog(
  definition: SkillDefinition,
  catalog: OperationCatalog,
  { all, answers }: { all: boolean; answers: Record<string, AnswerRequest> },
): MockedCatalog {
  const faults = Object.entries(answers).flatMap(([name, answer]) => faultsOf(catalog.operations, name, answer));
  const operations = Object.entries(catalog.operations).map(([name, operation]) => {
    const isPlayed = (all && !name.startsWith(STANDARD_PREFIX)) || operation.schemaOnly === true;
    const answer = Object.hasOwn(answers, name)
      ? answers[name]
      : isPlayed
        ? { result: sampleOf(operation) }
        : undefined;
    return [name, answer ? { ...operation, mock: mockOf(definition, name, operation, answer) } : operation] as const;
  });
  return {
    catalog: { ...catalog, operations: Object.fromEntries(operations) },
    mocked: operations.flatMap(([name, operation]) => ('mock' in operation && operation.mock ? [name] : [])),
    faults,
  };
}

const sampleOf = ({ output }: Operation): JsonObject => samplePayload(output) as JsonObject;

function faultsOf(operations: OperationCatalog['operations'], name: string, answer: AnswerRequest): InputFault[] {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const at = `/answers/${escapeToken(name)}`;
  const fault = (pointer: string, code: string, message: string) => [{ pointer, code, message }];
  if (!operation) return fault(at, 'operation_unknown', `The catalog has no operation '${name}'.`);
  if ('code' in answer) {
    const codes = [...Object.keys(operation.codes), ...COMMON];
    if (codes.includes(answer.code)) return [];
    return fault(
      `${at}/code`,
      'code_unknown',
      `'${name}' never has the code '${answer.code}'. It can have: ${codes.join(', ')}.`,
    );
  }
  if (fits(operation.output, answer.result)) return [];
  return fault(`${at}/result`, 'result_invalid', `The result does not fit the output of '${name}'.`);
}

function mockOf(definition: SkillDefinition, name: string, operation: Operation, answer: AnswerRequest): MockAnswer {
  const method = operation.kind === 'sca' ? { method: methodFor(definition, name) } : {};
  if ('result' in answer) return { result: answer.result, output: operation.output, ...method };
  const message = operation.codes[answer.code] ?? SENTENCES[answer.code] ?? (SENTENCES.error as string);
  return { code: answer.code, message, ...method };
}

const PREFERRED: readonly MockMethod[] = ['otp', 'redirect', 'decoupled'];

/** A method that every step with this authorisation supports; one that some do, where there is none for all. */
function methodFor({ steps }: SkillDefinition, operation: string): MockMethod {
  const allowed = Object.values(steps)
    .filter((step) =>
      languageOf(step)
        .operations(step)
        .some((use) => use.operation === operation),
    )
    .map((step) => ('sca' in step ? (step.sca.methods ?? METHODS) : METHODS));
  const common = PREFERRED.find((method) => allowed.every((methods) => methods.includes(method)));
  return common ?? PREFERRED.find((method) => allowed.flat().includes(method)) ?? 'otp';
}

import { type InputFault, VestibuleError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import { createOperationValidators } from '../http/validator';
import { openapiDocument } from '../openapi/document';
import type { OpenApiOperation } from '../openapi/operation';
import { camelCase, snakeCase } from './names';

type Operation = Pick<OpenApiOperation, 'path' | 'method'>;
type Arguments = Record<string, unknown>;
type Given = Record<string, Json>;

/** GraphQL’s own names of what pages lists. */
const RENAMED: Record<string, string> = { first: 'limit', after: 'cursor' };
const BACK: Record<string, string> = { limit: 'first', cursor: 'after' };

let validators: ReturnType<typeof createOperationValidators> | undefined;
const rulesOf = ({ path, method }: Operation) => {
  validators ??= createOperationValidators(openapiDocument(), false);
  return validators(path, method).rules;
};

/** Arguments as REST names them, without those that are null. Values stay as they are. */
function named(args: Arguments): Given {
  const given = Object.entries(args).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [RENAMED[name] ?? snakeCase(name), value as Json]));
}

/**
 * The arguments as the parameters of a REST operation, checked by the same rules of the OpenAPI document. Throws
 * `request_invalid`, whose pointers are into the arguments.
 */
export function parametersOf<T>(operation: Operation, args: Arguments): T {
  const given = named(args);
  const { parameters } = rulesOf(operation);
  const faults = parameters.flatMap(({ name, check }) => {
    const value = given[name];
    if (value === undefined) return [];
    if (value === '') return [{ pointer: `query/${name}`, code: 'empty', message: 'This may not be empty.' }];
    return check(value, `query/${name}`);
  });
  refuse(faults);
  return given as T;
}

/** An input object as the body of a REST operation, checked by the same rules. Throws `request_invalid`. */
export function bodyOf<T>(operation: Operation, input: Arguments): T {
  const body = named(input);
  refuse(rulesOf(operation).body?.(body as Json) ?? []);
  return body as T;
}

function refuse(errors: InputFault[]): void {
  if (errors.length === 0) return;
  throw new VestibuleError('request_invalid', 'The arguments do not have the documented shape.', { errors });
}

/**
 * A pointer as REST gives it, into the arguments: `query/date_from` is `/dateFrom`, and `/return_url` is `/returnUrl`.
 * What follows is named by others, and stays.
 */
export function pointerOf(pointer: string): string {
  const [, name = '', rest = ''] = /^(?:query\/|path\/|header\/|\/)([^/]*)(.*)$/.exec(pointer) ?? [];
  return name === '' ? pointer : `/${BACK[name] ?? camelCase(name)}${rest}`;
}

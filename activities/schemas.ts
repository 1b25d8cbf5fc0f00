import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { ConnectorError } from '../domain/connector';
import type { Json } from '../domain/json';
import { ARGUMENT_UNFIT } from '../domain/session/platform';
import type { Operation, OperationCatalog } from '../domain/skill/operation-catalog';

/** Validates what operations are given and what they yield against the schemas of their catalog. */
export interface Checks {
  /**
   * Both throw `ConnectorError` for a value that doesn't fit; it names the place, never the value. `argument.unfit` for
   * an input, since its definition is at fault, `error` for an output.
   */
  input(operation: Operation, value: Json): void;
  output(operation: Operation, value: Json): void;
}

/** Compiles every operation's schemas once, when the worker starts. Throws for a catalog with a bad one. */
export function createChecks(catalogs: Record<string, OperationCatalog>): Checks {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  const compiled = new Map<Operation, { input: ValidateFunction; output: ValidateFunction }>();
  for (const { operations } of Object.values(catalogs)) {
    for (const operation of Object.values(operations)) {
      compiled.set(operation, { input: ajv.compile(operation.input), output: ajv.compile(operation.output) });
    }
  }
  const check = (side: 'input' | 'output', uncertain: boolean) => (operation: Operation, value: Json) => {
    const validate = compiled.get(operation)?.[side];
    if (!validate || validate(value)) return;
    const [fault] = validate.errors ?? [];
    throw new ConnectorError(
      side === 'input' ? ARGUMENT_UNFIT : 'error',
      `The operation’s ${side} does not fit its schema at '${fault?.instancePath || '/'}'.`,
      { uncertain },
    );
  };
  return { input: check('input', false), output: check('output', true) };
}

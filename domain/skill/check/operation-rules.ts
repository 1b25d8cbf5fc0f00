import { properties } from '../ask';
import type { Operation } from '../operation-catalog';
import { at, fault, keyFault } from './fault';
import { eachStep, type Rule } from './rule';
import { meant, nearest } from './suggest';

/** Every operation is in the catalog, and is of the kind that the step needs. */
export const operations: Rule = eachStep(({ name, step, kind }, { catalog }) =>
  kind.operations(step).flatMap(({ operation, role, path }) => {
    const pointer = at(name, ...path, 'call');
    const found = Object.hasOwn(catalog.operations, operation) ? catalog.operations[operation] : undefined;
    if (!found) {
      const help = meant(operation, Object.keys(catalog.operations), 'It has');
      const message = `The catalog '${catalog.name}' has no operation '${operation}'.${help}`;
      return [fault('operation_unknown', pointer, message)];
    }
    if (found.kind === (role === 'sca' ? 'sca' : 'call')) return [];
    return [fault('operation_kind', pointer, `'${operation}' can't be used here: it is made for '${found.kind}'.`)];
  }),
);

/** Every operation is given all that it requires, and nothing that it doesn't know. */
export const givenArguments: Rule = eachStep(({ name, step, kind }, { catalog }) =>
  kind.operations(step).flatMap(({ operation, with: given, path }) => {
    const { input } = catalog.operations[operation] as Operation;
    const known = Object.keys(properties(input));
    const required = (Array.isArray(input.required) ? input.required : []) as string[];
    const unknown = Object.keys(given).filter((argument) => !known.includes(argument));
    const misspelled = unknown.map((argument) => nearest(argument, known));
    const missing = required.filter((argument) => !Object.hasOwn(given, argument) && !misspelled.includes(argument));
    return [
      ...unknown.map((argument) => {
        const message = `'${operation}' takes no '${argument}'.${meant(argument, known, 'It takes')}`;
        return keyFault('argument_unknown', at(name, ...path, 'with', argument), message);
      }),
      ...missing.map((argument) =>
        fault('argument_missing', at(name, ...path, 'with'), `'${operation}' needs '${argument}'.`),
      ),
    ];
  }),
);

/** Every step passes its kind's own check of form. */
export const formsOfKinds: Rule = eachStep(
  ({ name, step, kind }, { catalog }) => kind.checkForm?.(step, name, catalog) ?? [],
);

/** Every step passes its kind's own check of sense. */
export const senseOfKinds: Rule = eachStep(({ name, step, kind }) => kind.checkSense?.(step, name) ?? []);

import type { Json } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import { type Fault, fault } from '../../domain/skill/check/fault';
import type { Place } from './places';
import { formMisfits, misfit } from './value-check';

/** Defaults and examples that the form itself would refuse. Those of the form are examples of its whole data. */
export function exampleFaults({ schema, pointer, depth }: Place): Fault[] {
  if (schema['x-upload'] !== undefined) return [];
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const given: [string, Json][] = [
    ...examples.map((example, index): [string, Json] => [`${pointer}/examples/${index}`, example]),
    ...(schema.default === undefined ? [] : [[`${pointer}/default`, schema.default] as [string, Json]]),
  ];
  return given.flatMap(([at, value]) => {
    if (depth === 0) return formMisfits(schema, value).map((wrong) => misfitIn(at, value, wrong));
    const why = misfit(schema, value);
    return why === '' ? [] : [fault('example_misfit', at, `This does not fit the schema that it is in: ${why}`)];
  });
}

/** A fault of an example of the form, at the member that is wrong, or at the example where that is missing. */
function misfitIn(at: string, example: Json, { pointer, message }: { pointer: string; message: string }): Fault {
  const isThere = valueAt(example, pointer) !== undefined;
  const about = isThere ? 'This' : `'${pointer.slice(1)}' of this example`;
  return fault('example_misfit', isThere ? at + pointer : at, `${about} does not fit the form: ${message}`);
}

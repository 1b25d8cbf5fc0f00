import { parsePointer, reference } from '../../pointer';
import type { Schema } from '../skill';
import { isSensitive } from './condition-rules';
import { at, type Fault, fault } from './fault';
import { leads, producedSchema } from './pointer-rules';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { schemaAt } from './schema-at';

/** An `until` stands beside a `within`, so that data which name no time leave no session waiting for ever. */
export const untilHasWithin: Rule = eachStep(({ name, step, kind }) => {
  if (step.until === undefined || step.within !== undefined || kind.outcomes.includes('timeout')) return [];
  const message = `'${name}' has an 'until' and no 'within': give it the time that counts where the data name none.`;
  return [fault('until_without_within', at(name, 'until'), message)];
});

/** An `until` points at what is a time for sure, and can be read. */
export const untilIsTime: Rule = eachStep(({ name, step }, skill) => {
  const pointer = reference(step.until);
  return pointer === undefined ? [] : untilFaults(skill, pointer, at(name, 'until'));
});

function untilFaults(skill: CheckedSkill, pointer: string, place: string): Fault[] {
  const tokens = parsePointer(pointer) ?? [];
  const rest = tokens.slice(2);
  const schema = producedSchema(skill, tokens);
  const isMadeByStep = tokens[0] === 'steps' || tokens[0] === 'answers';
  // A pointer that leads nowhere is a fault of another rule.
  if (isMadeByStep && !(schema && leads(schema, rest))) return [];
  if (schema && isSensitive(schema, rest))
    return [fault('until_sealed', place, `'${pointer}' is sensitive, so it is sealed, and can't be read as a time.`)];
  if (isTime(schema && schemaAt(schema, rest))) return [];
  const message = `'${pointer}' need not be a time: its schema needs the format 'date-time' or 'date'.`;
  return [fault('until_not_a_time', place, message)];
}

const isTime = (schema: Schema | undefined): boolean => schema?.format === 'date-time' || schema?.format === 'date';

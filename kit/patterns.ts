import { RE2JS } from 're2js';
import { isObject, type Json } from '../domain/json';
import { escapeToken } from '../domain/pointer';
import type { Fault } from '../domain/skill/check/fault';
import type { SkillDefinition } from '../domain/skill/skill';

/** The patterns of a definition's forms that RE2 can't compile. Users' texts are matched in linear time only. */
export function patternFaults(definition: SkillDefinition): Fault[] {
  return Object.entries(definition.steps).flatMap(([name, step]) =>
    'ask' in step ? patternsIn(step.ask, `/steps/${escapeToken(name)}/ask`).flatMap(faultOf) : [],
  );
}

interface Place {
  pattern: string;
  pointer: string;
}

function patternsIn(schema: Json, pointer: string): Place[] {
  if (Array.isArray(schema)) return schema.flatMap((item, index) => patternsIn(item, `${pointer}/${index}`));
  if (!isObject(schema)) return [];
  const own = typeof schema.pattern === 'string' ? [{ pattern: schema.pattern, pointer: `${pointer}/pattern` }] : [];
  const inner = Object.entries(isObject(schema.properties) ? schema.properties : {}).flatMap(([name, property]) =>
    patternsIn(property, `${pointer}/properties/${escapeToken(name)}`),
  );
  return [
    ...own,
    ...inner,
    ...patternsIn(schema.items ?? null, `${pointer}/items`),
    ...patternsIn(schema.anyOf ?? null, `${pointer}/anyOf`),
  ];
}

function faultOf({ pattern, pointer }: Place): Fault[] {
  try {
    RE2JS.compile(pattern);
    return [];
  } catch {
    const message =
      'This pattern can’t be judged in linear time, or is none: ' +
      'write it for RE2, without look-around and back-references.';
    return [{ code: 'pattern_not_linear', pointer, message }];
  }
}

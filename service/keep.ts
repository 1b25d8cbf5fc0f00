import type { InputFault } from '../domain/errors';
import { isObject, type JsonObject } from '../domain/json';
import type { NextView } from '../domain/session/views';
import { properties } from '../domain/skill/ask';
import type { Schema } from '../domain/skill/skill';
import { VALIDATION } from '../kit/languages/english';
import { say } from '../kit/languages/languages';

/** The confidential values of before that a user may leave as they were. A secret is asked for each time. */
export function keepable(kept: readonly string[] = [], schema: Schema): string[] {
  return kept.filter((name) => {
    const field = properties(schema)[name];
    return isObject(field) && field['x-sensitive'] !== 'secret';
  });
}

/** What is wrong with the `keep` of a submission. `next`: what the session asks for, which names what may be kept. */
export function keepFaults(
  keep: readonly string[],
  data: JsonObject,
  next: Extract<NextView, { kind: 'form' }>,
  schema: Schema,
  locale?: string,
): InputFault[] {
  const known = keepable(next.kept, schema);
  return keep.flatMap((name, index) => {
    const fault = (code: string, text: string) => [{ pointer: `/keep/${index}`, code, message: say({ text }, locale) }];
    if (!known.includes(name)) return fault('unknown', VALIDATION.keepUnknown);
    return Object.hasOwn(data, name) ? fault('replaced', VALIDATION.keepReplaced) : [];
  });
}

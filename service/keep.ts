import type { InputFault } from '../domain/errors';
import { isObject, type JsonObject } from '../domain/json';
import type { NextView } from '../domain/session/views';
import { properties } from '../domain/skill/ask';
import type { Schema } from '../domain/skill/skill';
import type { Form } from '../kit/forms/form';
import { VALIDATION } from '../kit/languages/english';
import { say } from '../kit/languages/languages';
import type { NonceClaims } from '../security/tokens';
import { stepDataInvalid } from './session-errors';

/** The confidential values of before that a user may leave as they were. A secret is asked for each time. */
export function keepable(kept: readonly string[], schema: Schema): string[] {
  return kept.filter((name) => {
    const field = properties(schema)[name];
    return isObject(field) && field['x-sensitive'] !== 'secret';
  });
}

/** A submission with the claims of its nonce. */
interface Keeping {
  claims: NonceClaims;
  data: JsonObject;
  keep?: readonly string[];
  /** Whether it replaces data whose files are awaited. */
  isReplacing?: true;
}

/** What a session asks for, where earlier values may be kept. */
type Asking = Extract<NextView, { kind: 'form' | 'upload' }>;

/** Whether the session asks for this submission now: for its visit, or for files of the data that it replaces. */
function isAskedFor(next: NextView | undefined, { claims, isReplacing }: Keeping): next is Asking {
  if (next?.kind === 'upload') return isReplacing === true && next.visit === claims.files;
  if (next?.kind !== 'form' || next.seq !== claims.seq) return false;
  return claims.visit === undefined || next.visit === undefined || next.visit === claims.visit;
}

/**
 * Throws `step_data_invalid` where something is to be kept that isn't there. `next`: what the session asks for. Where
 * that is another submission than this one by now, the session itself will say so.
 */
export function checkKeep(next: NextView | undefined, keeping: Keeping, { schema }: Form): void {
  if (!isAskedFor(next, keeping)) return;
  const { claims, data, keep = [] } = keeping;
  const errors = keepFaults(keep, data, next, schema, claims.locale);
  if (errors.length > 0) throw stepDataInvalid(errors);
}

/** What is wrong with the `keep` of a submission. `next`: what the session asks for, which names what may be kept. */
function keepFaults(
  keep: readonly string[],
  data: JsonObject,
  next: Asking,
  schema: Schema,
  locale?: string,
): InputFault[] {
  const known = keepable(next.kept ?? [], schema);
  return keep.flatMap((name, index) => {
    const fault = (code: string, text: string) => [{ pointer: `/keep/${index}`, code, message: say({ text }, locale) }];
    if (!known.includes(name)) return fault('unknown', VALIDATION.keepUnknown);
    return Object.hasOwn(data, name) ? fault('replaced', VALIDATION.keepReplaced) : [];
  });
}

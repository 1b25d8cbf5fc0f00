import type { Json } from '../json';
import { FLAGS, hasFlag } from './flags';
import type { Session } from './session';

/** The outcome of a step whose result would be more than the session may hold. */
export const RESULT_TOO_LARGE = 'result.too_large';

/** Bytes of JSON that one result of an operation may have. Larger ones never leave the activity. */
export const RESULT_BYTES = 400_000;
/** Bytes of JSON that a submission or a partner's report may have, sealed: the API takes 64 KiB. */
export const SUBMISSION_BYTES = 90_000;
/**
 * Bytes of JSON that the results of a session may have in all. With what else a session keeps, that stays below the 2
 * MiB that the engine takes as one payload.
 */
export const RESULTS_BYTES = 1_000_000;

/**
 * Whether a session may hold this result of a step, in place of an earlier one. After a commit one more is let in: what
 * was executed is not to end as a failure for the size of its answer.
 */
export function isWithinBounds(s: Session, step: string, result: Json): boolean {
  if (!hasFlag(s, FLAGS.boundResults)) return true;
  const bound = s.committed ? RESULTS_BYTES + RESULT_BYTES : RESULTS_BYTES;
  const answers = s.answers === undefined ? 0 : bytesOf(s.answers);
  return bytesOf({ ...s.results, [step]: result }) + answers <= bound;
}

/** Bytes of a value as JSON in UTF-8. */
export function bytesOf(value: Json): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

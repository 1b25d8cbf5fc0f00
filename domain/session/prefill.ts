import { isObject, type Json, type JsonObject } from '../json';
import type { Session } from './session';

/** What a form that is entered again may begin with: values as they were, and the names of sealed ones. */
export interface Prefill {
  prefill?: JsonObject;
  kept?: string[];
}

/** Whether something sealed is inside, at any depth. */
function isSealedInside(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isSealedInside);
  if (!isObject(value)) return false;
  return typeof value.$sealed === 'string' || Object.values(value).some(isSealedInside);
}

/** The user's own values of the step's last visit, without its files; none where it has not been completed yet. */
function earlier({ results, step }: Session, files: readonly string[]): [string, Json][] {
  const result = Object.hasOwn(results, step) ? results[step] : undefined;
  return isObject(result) ? Object.entries(result).filter(([name]) => !files.includes(name)) : [];
}

/** What the form at hand may begin with. Sealed values are named, not shown. `files`: its upload fields. */
export function prefillOf(s: Session, files: readonly string[]): Prefill {
  const open = earlier(s, files).filter(([, value]) => !isSealedInside(value));
  const sealed = earlier(s, files).filter(([, value]) => isSealedInside(value));
  return {
    ...(open.length > 0 ? { prefill: Object.fromEntries(open) } : {}),
    ...(sealed.length > 0 ? { kept: sealed.map(([name]) => name) } : {}),
  };
}

/** The sealed values that a submission keeps as they were (`keep`). */
export function keptValues(s: Session, files: readonly string[], keep: readonly string[]): JsonObject {
  return Object.fromEntries(
    earlier(s, files).filter(([name, value]) => keep.includes(name) && isSealedInside(value)),
  ) as JsonObject;
}

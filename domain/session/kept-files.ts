import { isObject } from '../json';
import { DISCARD } from './platform';
import type { Session, Upload } from './session';
import { start, type Transition } from './transition';

/** The files of the last result of the step at hand. `fields`: its upload fields, for other lists are no files. */
export function filesOfBefore({ results, step }: Session, fields: readonly string[]): Upload[] {
  const result = Object.hasOwn(results, step) ? results[step] : undefined;
  if (!isObject(result)) return [];
  return fields.flatMap((field) => (Array.isArray(result[field]) ? (result[field] as unknown as Upload[]) : []));
}

/** Whether a file is one of the last result of the step at hand. */
export const isOfBefore = (s: Session, fields: readonly string[], id: string): boolean =>
  filesOfBefore(s, fields).some(({ upload_id }) => upload_id === id);

/** The step is complete anew: discards the files of before that have not stayed, but for those that an undo names. */
export function discardReplaced(t: Transition, fields: readonly string[], stayed: readonly Upload[]): void {
  const owed = JSON.stringify(t.s.undo);
  const isNeeded = (id: string) => stayed.some(({ upload_id }) => upload_id === id) || owed.includes(id);
  for (const { upload_id } of filesOfBefore(t.s, fields))
    if (!isNeeded(upload_id)) start(t, { operation: DISCARD, phase: 'discard', args: { upload_id } });
}

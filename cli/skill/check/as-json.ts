import { countFindings } from './counts';
import type { CheckedFile } from './paths';

/**
 * What was found, for programs: `{checked, faults, warnings, files: [{file, findings}]}`. Members are only ever added.
 * Files without findings are listed, too.
 */
export function asJson(files: readonly CheckedFile[]): string {
  const listed = files.map(({ file, findings }) => ({ file, findings }));
  return JSON.stringify({ checked: files.length, ...countFindings(files), files: listed }, null, 2);
}

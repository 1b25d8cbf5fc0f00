import type { CheckedFile } from './paths';

/** How many findings there are of each level. */
export function countFindings(files: readonly CheckedFile[]): { faults: number; warnings: number } {
  const all = files.flatMap(({ findings }) => findings);
  const faults = all.filter(({ level }) => level === 'fault').length;
  return { faults, warnings: all.length - faults };
}

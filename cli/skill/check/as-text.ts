import path from 'node:path';
import type { Finding } from '../../../kit/findings';
import { readBounded } from '../../../kit/skill-files';
import { countFindings } from './counts';
import type { CheckedFile } from './paths';

/** Findings of one file that are shown. */
const MOST_SHOWN = 100;
/** Characters of a source line that are shown. */
const WIDTH = 100;

/** What was found, for people: each finding with its line of the source and its page, and a sum. */
export function asText(files: readonly CheckedFile[]): string {
  return [...files.flatMap(ofFile), summary(files)].join('\n');
}

function ofFile({ file, findings }: CheckedFile): string[] {
  if (findings.length === 0) return [];
  const lines = sourceOf(file);
  const shown = findings.slice(0, MOST_SHOWN).map((finding) => ofFinding(nameOf(file), finding, lines));
  const more = findings.length - MOST_SHOWN;
  return more > 0 ? [...shown, `${nameOf(file)}: and ${more} more\n`] : shown;
}

function ofFinding(file: string, { code, level, line, column, message }: Finding, lines: readonly string[]): string {
  const source = lines[line - 1] ?? '';
  // A long line is shown from a little before the place.
  const from = column > WIDTH ? column - WIDTH / 2 : 0;
  const excerpt = source.slice(from, from + WIDTH).replaceAll('\t', ' ');
  const margin = ' '.repeat(String(line).length);
  return [
    `${file}:${line}:${column} ${level} ${code}`,
    `  ${message}`,
    ...(excerpt.trim() === '' ? [] : [`  ${line} | ${excerpt}`, `  ${margin} | ${' '.repeat(column - 1 - from)}^`]),
    `  docs/skills/codes/${code}.md`,
    '',
  ].join('\n');
}

/** The lines of a file, of which there may be no more by now. */
function sourceOf(file: string): string[] {
  try {
    return Buffer.from(readBounded(file))
      .toString('utf8')
      .split(/\r\n?|\n/);
  } catch {
    return [];
  }
}

/** A file's name as one would type it here. */
function nameOf(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function summary(files: readonly CheckedFile[]): string {
  const { faults, warnings } = countFindings(files);
  const checked = count(files.length, 'file');
  if (faults + warnings === 0) return `${checked} checked: nothing is wrong.`;
  return `${checked} checked: ${count(faults, 'fault')}, ${count(warnings, 'warning')}.`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { table } from './markdown';

const FOLDER = 'docs/adr';

/** One decision record: `docs/adr/<four digits>-<slug>.md`. */
interface Decision {
  file: string;
  number: number;
  title: string;
  status: string;
}

/**
 * `docs/adr/README.md`: every decision by its number, title and status.
 *
 * @throws Error where a record has no title with its file's number, or no status below it
 */
export const decisionsPage = (): string =>
  [
    '# Decisions',
    '',
    '<!-- Made by `npm run docs` from the records beside it. Change those, not this. -->',
    '',
    'One record a decision: what was known, what was decided, what follows. Whoever wants to undo one reads it first.',
    '',
    table(
      ['', 'decision', 'status'],
      decisions().map(({ file, number, title, status }) => [String(number), `[${title}](${file})`, status]),
    ),
    '',
  ].join('\n');

const decisions = (): Decision[] =>
  readdirSync(path.join(projectRoot(), FOLDER))
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map(readDecision);

function readDecision(file: string): Decision {
  const text = readFileSync(path.join(projectRoot(), FOLDER, file), 'utf8');
  const [, number = '', title = '', status = ''] = /^# (\d+)\. (.+)\n\nStatus: (.+(?:\n.+)*)\n/.exec(text) ?? [];
  if (Number(number) !== Number(file.slice(0, 4))) {
    throw new Error(`${FOLDER}/${file} must begin with '# ${Number(file.slice(0, 4))}. <title>' and 'Status: …'`);
  }
  return { file, number: Number(number), title, status: status.replaceAll('\n', ' ') };
}

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../runtime/paths';

export const inProject = (...parts: string[]): string => path.join(projectRoot(), ...parts);
export const read = (file: string): string => readFileSync(inProject(file), 'utf8');

/** Every page of the project: the top folder's, and all below `docs/`. */
export const pages = (): string[] => [
  ...readdirSync(inProject('.')).filter(isPage),
  ...readdirSync(inProject('docs'), { recursive: true, encoding: 'utf8' })
    .filter(isPage)
    .map((name) => path.join('docs', name)),
];
const isPage = (name: string): boolean => name.endsWith('.md');

/** Every fenced block of a page: what stands after the fence, and the text. */
export const blocks = (page: string): { info: string; text: string }[] =>
  [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', text = '']) => ({ info, text }));

/** What lies under a heading, down to the next one of the same or a higher level. */
export function section(page: string, heading: string): string {
  const start = page.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`There is no '${heading}'`);
  const level = heading.indexOf(' ');
  const rest = page.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Every table of a text: rows of cells, without the head. */
export function tables(text: string): string[][][] {
  const found = [...text.matchAll(/^\|.*\n\| ?-.*\n((?:\|.*\n)+)/gm)];
  return found.map(([, rows = '']) =>
    rows
      .trimEnd()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim().replaceAll('\\|', '|')),
      ),
  );
}

/** What stands between backticks. */
export const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);

import type { Arrow, Box, Drawing, Sort } from './drawing';
import { wordsOnArrow } from './layout';

/** Mermaid's brackets for each role; an end that is good is told from the others by its line. */
const SHAPES: Record<Box['role'], [string, string]> = {
  user: ['(', ')'],
  call: ['[', ']'],
  wait: ['{{', '}}'],
  bank: ['[/', '/]'],
  end: ['([', '])'],
  any: ['>', ']'],
};
const LINKS: Record<Sort, string> = { next: '-->', outcome: '-.->', bound: '-.-o' };

/** The drawing as Mermaid's text: solid for `next`, dotted for outcomes, dotted to a ring for time-outs and bounds. */
export function asMermaid({ title, boxes, arrows, hasCoverage }: Drawing): string {
  const ids = new Map(boxes.map(({ name }, index) => [name, `s${index}`]));
  const idOf = (name: string): string => ids.get(name) ?? 's';
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart TD',
    ...boxes.map((box) => `  ${idOf(box.name)}${shaped(box)}`),
    ...arrows.map((arrow) => `  ${idOf(arrow.from)} ${link(arrow)} ${idOf(arrow.to)}`),
    '  classDef commit stroke-width:4px',
    '  classDef succeeded stroke-width:4px',
    '  classDef any stroke-dasharray:2 4',
    ...(hasCoverage ? ['  classDef missing stroke-dasharray:6 4'] : []),
    ...classes('commit', boxes, idOf, ({ commit }) => commit === true),
    ...classes('succeeded', boxes, idOf, ({ ending }) => ending === 'succeeded'),
    ...classes('any', boxes, idOf, ({ role }) => role === 'any'),
    ...classes('missing', boxes, idOf, ({ covered }) => covered === false),
  ];
  return `${lines.join('\n')}\n`;
}

function shaped({ name, role, lines, covered }: Box): string {
  const [open, close] = SHAPES[role];
  const text = [...(covered === false ? [`× ${name}`] : [name]), ...lines];
  return `${open}"${text.map(escaped).join('<br>')}"${close}`;
}

function link({ sort, lines, covered }: Arrow): string {
  const words = wordsOnArrow({ lines, covered: covered ?? true });
  return words.length > 0 ? `${LINKS[sort]}|"${words.map(escaped).join('<br>')}"|` : LINKS[sort];
}

const classes = (name: string, boxes: Box[], idOf: (name: string) => string, has: (box: Box) => boolean): string[] => {
  const members = boxes.filter(has).map((box) => idOf(box.name));
  return members.length > 0 ? [`  class ${members.join(',')} ${name}`] : [];
};

/** Mermaid reads quotes, and `#…;` as an entity. */
const escaped = (text: string): string =>
  text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');

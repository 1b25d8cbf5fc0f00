import type { Box, Drawing, Sort } from './drawing';
import { type Layout, LINE, layOut, type Placed, type Point, SLANT, wordsOf, wordsOnArrow } from './layout';

const STYLE = [
  'text { font: 12px "DejaVu Sans", Verdana, sans-serif; fill: #1a1a1a; text-anchor: middle; }',
  '.name { font-weight: bold; }',
  '.title { font-size: 15px; font-weight: bold; text-anchor: start; }',
  '.legend text { text-anchor: start; }',
  '.box { fill: #ffffff; stroke: #1a1a1a; stroke-width: 1.5; }',
  '.user { fill: #e8f1fb; } .wait { fill: #fdf3dc; } .bank { fill: #efe8fb; } .end { fill: #eeeeee; }',
  '.any { fill: none; stroke-dasharray: 2 4; }',
  '.missing { stroke-dasharray: 7 4; }',
  '.inner { fill: none; stroke: #1a1a1a; stroke-width: 1.2; }',
  '.arrow { fill: none; stroke: #1a1a1a; stroke-width: 1.4; }',
  '.outcome { stroke-dasharray: 8 4; } .bound { stroke-dasharray: 2 4; }',
  '.covered { stroke-width: 2.8; } .uncovered { stroke-width: 1; }',
  '.words { fill: #ffffff; fill-opacity: 0.92; }',
].join('\n');

const LEGEND_ROWS = 5;
const LEGEND = LEGEND_ROWS * 44 + 20;
const TITLE = 36;
const NARROWEST = 900;

/** The drawing as an SVG of its own: no fonts, scripts or files from elsewhere. */
export function asSvg(drawing: Drawing): string {
  const layout = layOut(drawing);
  const width = Math.ceil(Math.max(layout.width, NARROWEST));
  const height = Math.ceil(layout.height + TITLE + LEGEND);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto"><path d="M0 0L10 5L0 10z" fill="#1a1a1a"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="title" x="24" y="26">${escaped(drawing.title)}</text>`,
    `<g transform="translate(${Math.max((width - layout.width) / 2, 0)} ${TITLE})">`,
    ...body(layout),
    '</g>',
    ...legend(drawing, TITLE + layout.height),
    '</svg>',
    '',
  ].join('\n');
}

/** Lines first, then words, then boxes: nothing that is read lies below a line. */
function body({ boxes, arrows }: Layout): string[] {
  return [
    ...arrows.map(({ arrow, points, words }) => {
      const own = boxes.find(({ box }) => box.name === arrow.from && arrow.from === arrow.to);
      return line(own ? loop(own.place, words) : curve(points), arrow.sort, arrow.covered);
    }),
    ...arrows.flatMap(({ arrow, words }) => (words ? label(words, wordsOnArrow(arrow)) : [])),
    ...boxes.flatMap(({ box, place }) => [shape(box, place), ...text(place, wordsOf(box), true)]),
  ];
}

function line(way: string, sort: Sort, covered: boolean | undefined): string {
  const coverage = covered === undefined ? '' : covered ? ' covered' : ' uncovered';
  return `<path class="arrow ${sort}${coverage}" d="${way}" marker-end="url(#tip)"/>`;
}

/** Pixels of a rounded corner, at most. */
const CORNER = 16;

/** A way through points, with round corners. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const turns = rest.slice(0, -1).map((corner, index) => {
    const [before, after] = [points[index] as Point, rest[index + 1] as Point];
    return `L${pair(towards(corner, before))}Q${pair(corner)} ${pair(towards(corner, after))}`;
  });
  return `M${pair(first)}${turns.join('')}L${pair(last)}`;
}

/** The point on the way from a corner to another point at which the corner's rounding begins. */
function towards(corner: Point, to: Point): Point {
  const [dx, dy] = [to.x - corner.x, to.y - corner.y];
  const length = Math.hypot(dx, dy) || 1;
  const share = Math.min(CORNER, length / 2) / length;
  return { x: corner.x + dx * share, y: corner.y + dy * share };
}

/** A way from a box back to itself, around the middle of its words. */
function loop({ x, y, width }: Placed, words: Placed | undefined): string {
  const right = x + width / 2;
  const out = words ? right + ((words.x - right) * 4) / 3 : right + 40;
  return `M${pair({ x: right, y: y - 8 })}C${pair({ x: out, y: y - 34 })} ${pair({ x: out, y: y + 34 })} ${pair({ x: right, y: y + 8 })}`;
}

const pair = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

function label(place: Placed, lines: string[]): string[] {
  const { x, y, width, height } = place;
  const back = `<rect class="words" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"/>`;
  return [back, ...text(place, lines, false)];
}

function text({ x, y }: Point, lines: string[], isNamed: boolean): string[] {
  const top = y - ((lines.length - 1) * LINE) / 2 + 4;
  return lines.map((words, index) => {
    const style = isNamed && index === 0 ? ' class="name"' : '';
    return `<text${style} x="${round(x)}" y="${round(top + index * LINE)}">${escaped(words)}</text>`;
  });
}

/** A box in the form of its role; a second line inside for a commit and a good end. */
function shape(
  { role, commit, ending, covered }: Pick<Box, 'role' | 'commit' | 'ending' | 'covered'>,
  place: Placed,
): string {
  const style = `box ${role}${covered === false ? ' missing' : ''}`;
  const outer = outline(role, place, style);
  if (!commit && ending !== 'succeeded') return outer;
  const inner = { ...place, width: place.width - 8, height: place.height - 8 };
  return `${outer}${outline(role, inner, 'inner')}`;
}

function outline(role: Box['role'], { x, y, width, height }: Placed, style: string): string {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2].map(round) as [
    number,
    number,
    number,
    number,
  ];
  if (role === 'wait' || role === 'bank') {
    const corners =
      role === 'wait'
        ? [
            [left, y],
            [left + SLANT, top],
            [right - SLANT, top],
            [right, y],
            [right - SLANT, bottom],
            [left + SLANT, bottom],
          ]
        : [
            [left + SLANT, top],
            [right, top],
            [right - SLANT, bottom],
            [left, bottom],
          ];
    const points = corners.map(([a = 0, b = 0]) => `${round(a)},${round(b)}`).join(' ');
    return `<polygon class="${style}" points="${points}"/>`;
  }
  const radius = role === 'user' ? 12 : role === 'end' ? Math.min(height / 2, 24) : 0;
  return `<rect class="${style}" x="${left}" y="${top}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

/** What each form and line means, in words. */
function legend({ hasCoverage }: Drawing, top: number): string[] {
  const boxes: [Pick<Box, 'role' | 'commit' | 'ending' | 'covered'>, string][] = [
    [{ role: 'user' }, 'the user submits a form'],
    [{ role: 'call' }, 'an operation is called'],
    [{ role: 'call', commit: true }, 'a call that commits'],
    [{ role: 'wait' }, 'a partner’s event is awaited'],
    [{ role: 'bank' }, 'the user authorises at the bank'],
    [{ role: 'end' }, 'an end'],
    [{ role: 'end', ending: 'succeeded' }, 'the good end'],
    ...(hasCoverage
      ? ([[{ role: 'call', covered: false }, '×: no scenario comes by']] as [
          { role: 'call'; covered: false },
          string,
        ][])
      : []),
  ];
  const lines: [Sort, boolean | undefined, string][] = [
    ['next', undefined, 'next'],
    ['outcome', undefined, 'an outcome'],
    ['bound', undefined, 'time or visits are over'],
    ...(hasCoverage
      ? ([
          ['next', true, 'thick: covered'],
          ['next', false, '×, thin: not covered'],
        ] as [Sort, boolean, string][])
      : []),
  ];
  const row = (index: number) => top + 30 + (index % LEGEND_ROWS) * 40;
  const column = (index: number) => 40 + Math.floor(index / LEGEND_ROWS) * 320;
  return [
    '<g class="legend">',
    ...boxes.flatMap(([box, words], index) => [
      shape(box, { x: column(index) + 20, y: row(index), width: 44, height: 24 }),
      `<text x="${column(index) + 64}" y="${row(index) + 4}">${escaped(words)}</text>`,
    ]),
    ...lines.flatMap(([sort, covered, words], index) => {
      const y = row(index);
      return [line(`M640 ${y}L700 ${y}`, sort, covered), `<text x="714" y="${y + 4}">${escaped(words)}</text>`];
    }),
    '</g>',
  ];
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

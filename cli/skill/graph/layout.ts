import * as dagre from '@dagrejs/dagre';
import type { Arrow, Box, Drawing } from './drawing';

export interface Point {
  x: number;
  y: number;
}
interface Size {
  width: number;
  height: number;
}
/** Centre and size of something that was laid out, in pixels. */
export type Placed = Point & Size;

/** A drawing whose boxes, arrows and words have their places, none over another. */
export interface Layout extends Size {
  boxes: { box: Box; place: Placed }[];
  arrows: { arrow: Arrow; points: Point[]; words?: Placed }[];
}

/** Pixels of a line of text, and of a character: widths are estimated, for nobody measures text here. */
export const LINE = 16;
const CHARACTER = 7.1;
const PADDING = 12;

/** Boxes whose sides aren't upright, and by how many pixels they lean. */
export const SLANT = 12;
const SLANTED: ReadonlySet<string> = new Set(['wait', 'bank']);

/** The part of dagre that is used; its own types do not resolve for compilers that follow Node's rules. */
interface Dagre {
  Graph: new (options: { multigraph: boolean }) => DagreGraph;
  layout(graph: DagreGraph): void;
}
interface DagreGraph {
  setGraph(label: object): void;
  graph(): Size;
  setNode(name: string, label: Size): void;
  node(name: string): Placed;
  setEdge(from: string, to: string, label: object, name: string): void;
  edge(from: string, to: string, name: string): { points: Point[] } & Partial<Placed>;
}
const { Graph, layout: place } = dagre as unknown as Dagre;

/** Lays a drawing out in layers, from the start down. */
export function layOut({ boxes, arrows }: Drawing): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 44, edgesep: 18, marginx: 24, marginy: 24 });
  for (const box of boxes) {
    const { width, height } = sizeOf(wordsOf(box), 2 * PADDING);
    graph.setNode(box.name, { width: SLANTED.has(box.role) ? width + 2 * SLANT : width, height });
  }
  arrows.forEach((arrow, index) => {
    const words = wordsOnArrow(arrow);
    const size = words.length > 0 ? { ...sizeOf(words, 8), labelpos: 'c' } : {};
    graph.setEdge(arrow.from, arrow.to, { minlen: 1, ...size }, String(index));
  });
  place(graph);
  const { width, height } = graph.graph();
  return {
    width,
    height,
    boxes: boxes.map((box) => ({ box, place: graph.node(box.name) })),
    arrows: arrows.map((arrow, index) => {
      const { points, x, y, width: w = 0, height: h = 0 } = graph.edge(arrow.from, arrow.to, String(index));
      return { arrow, points, ...(x === undefined || y === undefined ? {} : { words: { x, y, width: w, height: h } }) };
    }),
  };
}

/** The lines of a box: its name first. */
export const wordsOf = ({ name, lines, covered }: Box): string[] => [covered === false ? `× ${name}` : name, ...lines];

/** The lines on an arrow. A mark says what its line says, too: nobody needs colours, or to tell thick from thin. */
export function wordsOnArrow({ lines, covered }: Pick<Arrow, 'lines' | 'covered'>): string[] {
  if (covered !== false) return lines;
  const [first, ...rest] = lines;
  return first === undefined ? ['×'] : [`× ${first}`, ...rest];
}

function sizeOf(lines: string[], padding: number): Size {
  const longest = Math.max(...lines.map((line) => [...line].length));
  return { width: longest * CHARACTER + padding + 8, height: lines.length * LINE + padding };
}

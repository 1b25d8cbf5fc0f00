import type { PatternNode } from './pattern-tree';

/** The lengths of texts that a pattern matches, in characters: none is shorter, none longer. */
export interface Lengths {
  least: number;
  /** Infinite where the pattern may match a part of a text only. */
  most: number;
}

/** Bounds of the lengths of all texts in which a pattern is found. */
export function lengthsOf(tree: PatternNode): Lengths {
  const { least, most } = matched(tree);
  return { least, most: begins(tree) && ends(tree) ? most : Number.POSITIVE_INFINITY };
}

function matched(node: PatternNode): Lengths {
  switch (node.kind) {
    case 'chars':
      return { least: 1, most: 1 };
    case 'edge':
      return { least: 0, most: 0 };
    case 'repeat': {
      const { least, most } = matched(node.of);
      return { least: least * node.least, most: most === 0 || node.most === 0 ? 0 : most * node.most };
    }
    case 'choice': {
      const all = node.of.map(matched);
      return { least: Math.min(...all.map(({ least }) => least)), most: Math.max(...all.map(({ most }) => most)) };
    }
    case 'sequence': {
      const all = node.parts.map(matched);
      const sum = (of: (one: Lengths) => number): number => all.reduce((total, one) => total + of(one), 0);
      return { least: sum(({ least }) => least), most: sum(({ most }) => most) };
    }
  }
}

/** Whether every match begins at the text's beginning. */
export const begins = (node: PatternNode): boolean => touches(node, 'start');
/** Whether every match ends at the text's end. */
export const ends = (node: PatternNode): boolean => touches(node, 'end');

function touches(node: PatternNode, at: 'start' | 'end'): boolean {
  if (node.kind === 'edge') return node.at === at;
  if (node.kind === 'choice') return node.of.every((one) => touches(one, at));
  if (node.kind === 'repeat') return node.least > 0 && touches(node.of, at);
  if (node.kind !== 'sequence') return false;
  const outer = at === 'start' ? node.parts[0] : node.parts.at(-1);
  return outer !== undefined && touches(outer, at);
}

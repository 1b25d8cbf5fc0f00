import { begins, ends } from './pattern-lengths';
import { type PatternNode, patternTree } from './pattern-tree';

/** Characters up to which every length is tried; beyond them only parts that are repeated as they are grow. */
const MOST_LENGTH = 200;
/** Copies of a part of several lengths that are tried. */
const MOST_COPIES = 200;
/** How often another character is taken for each place. */
const TURNS = 8;

/**
 * Texts in which a pattern is found, of `least` to `most` characters, the shortest first. They may have to be checked.
 */
export function* patternTexts(pattern: string, least: number, most: number): Generator<string> {
  const tree = withEnds(patternTree(pattern));
  const limit = Math.min(most, Math.max(MOST_LENGTH, least + 16));
  const writer = new Writer(limit);
  const lengths = [...writer.lengths(tree)].filter((length) => length >= least).sort((a, b) => a - b);
  for (let turn = 0; turn < TURNS; turn += 1) for (const length of lengths) yield writer.write(tree, length, turn);
}

/** The tree with any text before and after it, where the pattern is not held to the text's ends. */
function withEnds(tree: PatternNode): PatternNode {
  const more: PatternNode = {
    kind: 'repeat',
    of: { kind: 'chars', some: ['a', '1', 'b', '2'] },
    least: 0,
    most: Number.POSITIVE_INFINITY,
  };
  return {
    kind: 'sequence',
    parts: [...(begins(tree) ? [] : [more]), tree, ...(ends(tree) ? [] : [more])],
  };
}

/** Writes a text of a wanted length: first which lengths each part can have, then one text of them. */
class Writer {
  private readonly known = new Map<PatternNode, Set<number>>();
  private readonly rests = new Map<readonly PatternNode[], Set<number>[]>();
  private readonly copies = new Map<Repeat, Set<number>[]>();
  constructor(private readonly limit: number) {}

  /** The lengths that texts of a part can have, up to the limit. */
  lengths(node: PatternNode): Set<number> {
    const known = this.known.get(node) ?? this.measure(node);
    this.known.set(node, known);
    return known;
  }

  private measure(node: PatternNode): Set<number> {
    switch (node.kind) {
      case 'edge':
        return new Set([0]);
      case 'chars':
        return new Set(node.some.length > 0 && this.limit > 0 ? [1] : []);
      case 'choice':
        return new Set(node.of.flatMap((one) => [...this.lengths(one)]));
      case 'sequence':
        return this.restsOf(node.parts)[0] as Set<number>;
      case 'repeat':
        return new Set(this.copiesOf(node).flatMap((sums, times) => (times >= node.least ? [...sums] : [])));
    }
  }

  /** By position: the lengths of everything from there to the end of a sequence. */
  private restsOf(parts: readonly PatternNode[]): Set<number>[] {
    const known = this.rests.get(parts);
    if (known) return known;
    const rests: Set<number>[] = [new Set([0])];
    for (const part of [...parts].reverse()) rests.unshift(this.sums(this.lengths(part), rests[0] as Set<number>));
    this.rests.set(parts, rests);
    return rests;
  }

  private sums(some: Set<number>, others: Set<number>): Set<number> {
    const sums = new Set<number>();
    for (const a of some) for (const b of others) if (a + b <= this.limit) sums.add(a + b);
    return sums;
  }

  /** By count: the lengths of so many copies of a part. */
  private copiesOf(node: Repeat): Set<number>[] {
    const known = this.copies.get(node);
    if (known) return known;
    const once = this.lengths(node.of);
    const most = once.size > 1 || once.has(0) ? Math.min(node.most, node.least + MOST_COPIES) : node.most;
    const found: Set<number>[] = [new Set([0])];
    while (found.length <= most) {
      const sums = this.sums(once, found.at(-1) as Set<number>);
      if (sums.size === 0) break;
      found.push(sums);
      if (found.length > node.least && isSame(sums, found.at(-2) as Set<number>)) break;
    }
    this.copies.set(node, found);
    return found;
  }

  /** A text of that length, which must be one of the part's. */
  write(node: PatternNode, length: number, turn: number): string {
    switch (node.kind) {
      case 'edge':
        return '';
      case 'chars':
        return node.some[turn % node.some.length] as string;
      case 'choice': {
        const able = node.of.filter((one) => this.lengths(one).has(length));
        return this.write(able[turn % able.length] as PatternNode, length, turn);
      }
      case 'sequence':
        return this.writeSequence(node.parts, length, turn);
      case 'repeat':
        return this.writeRepeat(node, length, turn);
    }
  }

  private writeSequence(parts: readonly PatternNode[], length: number, turn: number): string {
    const rests = this.restsOf(parts);
    let left = length;
    return parts
      .map((part, index) => {
        const after = rests[index + 1] as Set<number>;
        const own = [...this.lengths(part)].find((one) => after.has(left - one)) as number;
        left -= own;
        return this.write(part, own, turn);
      })
      .join('');
  }

  private writeRepeat(node: Repeat, length: number, turn: number): string {
    const copies = this.copiesOf(node);
    const once = [...this.lengths(node.of)];
    const count = copies.findIndex((sums, times) => times >= node.least && sums.has(length));
    let left = length;
    const texts: string[] = [];
    for (let times = count; times > 0; times -= 1) {
      const before = copies[times - 1] as Set<number>;
      const own = once.find((one) => before.has(left - one)) as number;
      left -= own;
      texts.push(this.write(node.of, own, turn === 0 ? 0 : turn + times));
    }
    return texts.join('');
  }
}

type Repeat = Extract<PatternNode, { kind: 'repeat' }>;

const isSame = (some: Set<number>, others: Set<number>): boolean =>
  some.size === others.size && [...some].every((one) => others.has(one));

import { type Characters, representatives } from './characters';
import { type Matcher, matcherOf } from './matcher';
import { Product } from './product';

/** A set of texts: those that match all patterns, of a length (in code points), without the banned characters. */
export interface Texts {
  patterns: readonly string[];
  least: number;
  most: number;
  banned: Characters;
}

/** Places, and states of automata, that are looked at before the answer is that nobody can tell. */
const MOST_SEEN = 20_000;
const MOST_WORK = 500_000;

/** `none`: there is no such text. `undefined`: nobody can tell. */
export type Found = { text: string } | 'none' | undefined;

/** What was found, by the two sets: skills take names, addresses and amounts of the same few kinds. */
const known = new Map<string, Found>();
const MOST_KNOWN = 500;

/**
 * The shortest text that is in the one set and not in the other, by a breadth-first search over both sets' matchers at
 * once. Without `unlike`: the shortest text of the set.
 */
export function textIn(of: Texts, unlike?: Texts): Found {
  const key = JSON.stringify([of, unlike]);
  if (known.has(key)) return known.get(key);
  const found = search(of, unlike);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}

function search(of: Texts, unlike: Texts | undefined): Found {
  // What both demand alike keeps nothing out.
  const others = unlike?.patterns.filter((pattern) => !of.patterns.includes(pattern)) ?? [];
  if (unlike && others.length === 0 && of.least >= unlike.least && of.most <= unlike.most) return 'none';
  const inside = matchers(of.patterns);
  const outside = matchers(others);
  if (!inside) return undefined;
  if (outside) return new Search(inside, outside, of, unlike).run();
  // What is not looked into may match anything: only its length keeps a text out then.
  const found = unlike && textIn(of, { ...unlike, patterns: [] });
  return found === 'none' ? undefined : found;
}

function matchers(patterns: readonly string[]): Matcher[] | undefined {
  const all = patterns.map(matcherOf);
  return all.includes(undefined) ? undefined : (all as Matcher[]);
}

/** A text so far: where it leads, and what it is, from its end. */
interface Node {
  place: number;
  length: number;
  before?: Node;
  character?: number;
}

class Search {
  private readonly product: Product;
  /** Lengths above this one are alike. */
  private readonly counted: number;
  private readonly seen = new Set<number>();
  private readonly workBefore: number;

  constructor(
    inside: Matcher[],
    outside: Matcher[],
    private readonly of: Texts,
    private readonly unlike: Texts | undefined,
  ) {
    const sets = [...inside, ...outside].flatMap((matcher) => matcher.sets);
    this.product = new Product(inside, outside, representatives(sets, of.banned));
    const most = unlike === undefined || unlike.most === Number.POSITIVE_INFINITY ? -1 : unlike.most;
    this.counted = Math.max(of.least, unlike?.least ?? 0, most + 1);
    this.workBefore = this.product.work;
  }

  run(): Found {
    const first: Node = { place: 0, length: 0 };
    this.isNew(first);
    let level = [first];
    while (level.length > 0) {
      const found = level.find((node) => this.isSought(node));
      if (found) return { text: spell(found) };
      if (this.isTooMuch()) return undefined;
      level = level.flatMap((node) => (this.isTooMuch() ? [] : this.next(node)));
    }
    return this.isTooMuch() ? undefined : 'none';
  }

  private isTooMuch = (): boolean => this.seen.size > MOST_SEEN || this.product.work - this.workBefore > MOST_WORK;

  private next(node: Node): Node[] {
    if (node.length >= this.of.most) return [];
    return this.product
      .waysFrom(node.place)
      .map(({ to, character }) => ({ place: to, length: node.length + 1, before: node, character }))
      .filter((next) => this.isNew(next));
  }

  private isNew({ place, length }: Node): boolean {
    const key = place * (this.counted + 1) + Math.min(length, this.counted);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private isSought({ place, length }: Node): boolean {
    const { of, unlike, product } = this;
    if (length < of.least || length > of.most || !product.isInside(place)) return false;
    return !unlike || length < unlike.least || length > unlike.most || !product.isOutside(place);
  }
}

function spell(node: Node): string {
  const characters: number[] = [];
  for (let at: Node | undefined = node; at; at = at.before)
    if (at.character !== undefined) characters.push(at.character);
  return String.fromCodePoint(...characters.reverse());
}

import { type Characters, representatives } from './characters';
import { type Matcher, matcherOf } from './matcher';

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

/**
 * The shortest text that is in the one set and not in the other, by a breadth-first search over both sets' matchers at
 * once. Without `unlike`: the shortest text of the set.
 */
export function textIn(of: Texts, unlike?: Texts): Found {
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

interface Node {
  /** The place of each matcher. */
  places: number[];
  length: number;
  before?: Node;
  character?: number;
}

class Search {
  private readonly all: Matcher[];
  private readonly letters: number[];
  /** Lengths above this one are alike. */
  private readonly counted: number;
  private readonly seen = new Set<string>();
  private readonly workBefore: number;

  constructor(
    private readonly inside: Matcher[],
    outside: Matcher[],
    private readonly of: Texts,
    private readonly unlike: Texts | undefined,
  ) {
    this.all = [...inside, ...outside];
    const sets = this.all.flatMap((matcher) => matcher.sets);
    this.letters = representatives(sets, of.banned);
    const most = unlike === undefined || unlike.most === Number.POSITIVE_INFINITY ? -1 : unlike.most;
    this.counted = Math.max(of.least, unlike?.least ?? 0, most + 1);
    this.workBefore = this.matched();
  }

  run(): Found {
    const first: Node = { places: this.all.map(() => 0), length: 0 };
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

  private matched = (): number => this.all.reduce((sum, { work }) => sum + work, 0);
  private isTooMuch = (): boolean => this.seen.size > MOST_SEEN || this.matched() - this.workBefore > MOST_WORK;

  private next(node: Node): Node[] {
    if (node.length >= this.of.most) return [];
    const found: Node[] = [];
    for (const character of this.letters) {
      const places = this.all.map((matcher, index) => matcher.after(node.places[index] as number, character));
      const isLost = this.inside.some((matcher, index) => matcher.isLost(places[index] as number));
      const next = { places, length: node.length + 1, before: node, character };
      // What has left the set for good leads nowhere.
      if (!isLost && this.isNew(next)) found.push(next);
    }
    return found;
  }

  private isNew({ places, length }: Node): boolean {
    const key = `${Math.min(length, this.counted)} ${places.join(' ')}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private isSought({ places, length }: Node): boolean {
    const isMatched = (matcher: Matcher, index: number) => matcher.accepts(places[index] as number);
    const { of, unlike } = this;
    if (length < of.least || length > of.most || !this.inside.every(isMatched)) return false;
    if (!unlike) return true;
    const isOfOtherLength = length < unlike.least || length > unlike.most;
    return isOfOtherLength || !this.all.every(isMatched);
  }
}

function spell(node: Node): string {
  const characters: number[] = [];
  for (let at: Node | undefined = node; at; at = at.before)
    if (at.character !== undefined) characters.push(at.character);
  return String.fromCodePoint(...characters.reverse());
}

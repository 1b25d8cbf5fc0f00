import { type Automaton, accepts, after, atStart, automatonOf, type Place } from './automaton';
import { type Characters, representatives } from './characters';

/** A set of texts: those that match all patterns, of a length (in code points), without the banned characters. */
export interface Texts {
  patterns: readonly string[];
  least: number;
  most: number;
  banned: Characters;
}

export const ALL_TEXTS: Readonly<Texts> = { patterns: [], least: 0, most: Number.POSITIVE_INFINITY, banned: [] };

/** States looked at before the answer is that nobody can tell. */
const MOST_WORK = 2_000_000;

/** `none`: there is no such text. `undefined`: nobody can tell. */
export type Found = { text: string } | 'none' | undefined;

/**
 * The shortest text that is in the one set and not in the other, by a breadth-first search over both sets' automata at
 * once. Without `unlike`: the shortest text of the set.
 */
export function textIn(of: Texts, unlike?: Texts): Found {
  const inside = automata(of.patterns);
  const outside = unlike ? automata(unlike.patterns) : [];
  // What is not looked into may match anything: it can't be told then that a text is in the set, or is not in the other.
  if (!inside || !outside) return unlike && inside ? longerOrShorter(of, unlike) : undefined;
  const search = new Search(inside, outside, of, unlike);
  return search.run();
}

/** A text that its length alone keeps out. */
const longerOrShorter = (of: Texts, unlike: Texts): Found => {
  const found = textIn(of, { ...unlike, patterns: [] });
  return found === 'none' ? undefined : found;
};

function automata(patterns: readonly string[]): Automaton[] | undefined {
  const all = patterns.map(automatonOf);
  return all.includes(undefined) ? undefined : (all as Automaton[]);
}

interface Node {
  places: Place[];
  length: number;
  before?: Node;
  character?: number;
}

class Search {
  private readonly all: Automaton[];
  private readonly letters: number[];
  /** Lengths above this one are alike. */
  private readonly counted: number;
  private readonly seen = new Set<string>();
  private work = 0;

  constructor(
    private readonly inside: Automaton[],
    outside: Automaton[],
    private readonly of: Texts,
    private readonly unlike: Texts | undefined,
  ) {
    this.all = [...inside, ...outside];
    this.letters = representatives(
      this.all.flatMap(({ sets }) => sets),
      of.banned,
    );
    const most = unlike === undefined || unlike.most === Number.POSITIVE_INFINITY ? -1 : unlike.most;
    this.counted = Math.max(of.least, unlike?.least ?? 0, most + 1);
  }

  run(): Found {
    const first: Node = { places: this.all.map(atStart), length: 0 };
    this.isNew(first);
    let level = [first];
    while (level.length > 0) {
      const found = level.find((node) => this.isSought(node));
      if (found) return { text: spell(found) };
      level = level.flatMap((node) =>
        this.work > MOST_WORK ? [] : this.next(node).filter((next) => this.isNew(next)),
      );
      if (this.work > MOST_WORK) return undefined;
    }
    return 'none';
  }

  private next(node: Node): Node[] {
    if (node.length >= this.of.most) return [];
    return this.letters.flatMap((character) => {
      const places = this.all.map((automaton, index) => after(automaton, node.places[index] as Place, character));
      this.work += places.reduce((sum, { at }) => sum + at.length + 1, 0);
      // What has left the set for good leads nowhere.
      if (this.inside.some((_, index) => places[index]?.at.length === 0)) return [];
      return [{ places, length: node.length + 1, before: node, character }];
    });
  }

  private isNew({ places, length }: Node): boolean {
    const key = `${Math.min(length, this.counted)}|${places.map((place) => place.key).join('|')}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private isSought({ places, length }: Node): boolean {
    const isMatched = (automaton: Automaton, index: number) => accepts(automaton, places[index] as Place, length === 0);
    const { of, unlike } = this;
    if (length < of.least || length > of.most || !this.inside.every(isMatched)) return false;
    if (!unlike) return true;
    const isLong = length < unlike.least || length > unlike.most;
    return isLong || !this.all.every(isMatched);
  }
}

function spell(node: Node): string {
  const characters: number[] = [];
  for (let at: Node | undefined = node; at; at = at.before)
    if (at.character !== undefined) characters.push(at.character);
  return String.fromCodePoint(...characters.reverse());
}

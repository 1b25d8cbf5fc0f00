import type { Matcher } from './matcher';

/** A way from one place to another, by a character. */
export interface Way {
  character: number;
  to: number;
}

/**
 * Several matchers that read the same text. The places at which they are together are numbered as they are met, and
 * the ways from each are worked out once, whatever the length of the texts that lead there.
 */
export class Product {
  private readonly all: readonly Matcher[];
  private readonly places: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ways: (readonly Way[])[] = [];

  /** `inside`: those that have to match in the end. `letters`: the characters that are tried, in this order. */
  constructor(
    private readonly inside: readonly Matcher[],
    private readonly outside: readonly Matcher[],
    private readonly letters: readonly number[],
  ) {
    this.all = [...inside, ...outside];
    this.numberOf(this.all.map(() => 0));
  }

  /** States that were looked at so far. */
  get work(): number {
    return this.all.reduce((sum, { work }) => sum + work, 0);
  }

  /** One way to each place that follows, but to none from which the texts inside can't be reached. First place: 0. */
  waysFrom(place: number): readonly Way[] {
    const known = this.ways[place];
    if (known) return known;
    const found = new Map<number, Way>();
    const from = this.places[place] as readonly number[];
    for (const character of this.letters) {
      const next = this.all.map((matcher, index) => matcher.after(from[index] as number, character));
      if (this.inside.some((matcher, index) => matcher.isLost(next[index] as number))) continue;
      const to = this.numberOf(next);
      if (!found.has(to)) found.set(to, { character, to });
    }
    this.ways[place] = [...found.values()];
    return this.ways[place];
  }

  /** Whether all matchers inside match a text that ends here. */
  isInside = (place: number): boolean => this.matchAll(this.inside, place, 0);
  /** Whether all others do. */
  isOutside = (place: number): boolean => this.matchAll(this.outside, place, this.inside.length);

  private matchAll(matchers: readonly Matcher[], place: number, first: number): boolean {
    const at = this.places[place] as readonly number[];
    return matchers.every((matcher, index) => matcher.accepts(at[first + index] as number));
  }

  private numberOf(places: readonly number[]): number {
    const key = places.join(' ');
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.places.push(places) - 1;
    this.numbers.set(key, number);
    return number;
  }
}

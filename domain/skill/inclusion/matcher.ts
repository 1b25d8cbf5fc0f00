import { type Automaton, automatonOf, type State } from './automaton';
import { type Characters, has } from './characters';

/** Where a matcher is after some characters. */
interface Place {
  /** States of the automaton. */
  at: readonly number[];
  isFirst: boolean;
  isAccepted?: boolean;
  /** By character: the number of the next place. */
  next: Map<number, number>;
}

/** Places of one matcher; one with more is forgotten after use. */
const MOST_PLACES = 2_000;

/**
 * A pattern as a deterministic automaton, whose places are made as they are met. So a text is matched in a time that
 * grows with its length only, and the same step is worked out once.
 */
export class Matcher {
  private readonly places: Place[] = [];
  private readonly numbers = new Map<string, number>();
  /** States looked at so far: the work that was done. */
  work = 0;

  constructor(private readonly automaton: Automaton) {
    this.numberOf(this.closure([automaton.start], { start: true, end: false }), true);
  }

  /** The sets of characters that it tells apart. */
  get sets(): readonly Characters[] {
    return this.automaton.sets;
  }

  get isLarge(): boolean {
    return this.places.length > MOST_PLACES;
  }

  /** The place after one more character. The first place is 0. */
  after(place: number, character: number): number {
    const { at, next } = this.places[place] as Place;
    const known = next.get(character);
    if (known !== undefined) return known;
    const moved = at.flatMap((index) => {
      const { set, to } = this.automaton.states[index] as State;
      return set && has(set, character) ? [to as number] : [];
    });
    const number = this.numberOf(this.closure(moved, { start: false, end: false }), false);
    next.set(character, number);
    return number;
  }

  /** Whether a text that ends at this place is matched. */
  accepts(place: number): boolean {
    const here = this.places[place] as Place;
    here.isAccepted ??= this.closure(here.at, { start: here.isFirst, end: true }).has(this.automaton.accept);
    return here.isAccepted;
  }

  /** Whether nothing is matched from here on, whatever comes. */
  isLost = (place: number): boolean => (this.places[place] as Place).at.length === 0;

  private numberOf(states: Set<number>, isFirst: boolean): number {
    const at = [...states].sort((a, b) => a - b);
    const key = `${isFirst}${at.join(' ')}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.places.push({ at, isFirst, next: new Map() }) - 1;
    this.numbers.set(key, number);
    return number;
  }

  private closure(from: readonly number[], where: { start: boolean; end: boolean }): Set<number> {
    const reached = new Set(from);
    const queue = [...reached];
    for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
      const { free, atStart, atEnd } = this.automaton.states[index] as State;
      for (const to of [...free, ...(where.start ? atStart : []), ...(where.end ? atEnd : [])]) {
        if (reached.has(to)) continue;
        reached.add(to);
        queue.push(to);
      }
    }
    this.work += reached.size + 1;
    return reached;
  }
}

const known = new Map<string, Matcher | undefined>();
const MOST_KNOWN = 200;

/** The matcher of a pattern; `undefined` for a pattern that isn't looked into. */
export function matcherOf(pattern: string): Matcher | undefined {
  const found = known.get(pattern);
  if (known.has(pattern) && !found?.isLarge) return found;
  const automaton = automatonOf(pattern);
  const made = automaton && new Matcher(automaton);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(pattern, made);
  return made;
}

/** Whether the text matches the pattern; `undefined` if not known. */
export function matches(pattern: string, text: string): boolean | undefined {
  const matcher = matcherOf(pattern);
  if (!matcher) return undefined;
  let place = 0;
  for (const character of text) place = matcher.after(place, character.codePointAt(0) as number);
  return matcher.accepts(place);
}

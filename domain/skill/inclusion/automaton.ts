import type { Characters } from './characters';
import { EVERYTHING, type Pattern, parsePattern } from './pattern';

/** A state: where it leads without a character, at a text's start or end only, and by one character of a set. */
export interface State {
  free: number[];
  atStart: number[];
  atEnd: number[];
  set?: Characters;
  to?: number;
}

/** A nondeterministic automaton that accepts the texts in which a pattern is found. */
export interface Automaton {
  states: readonly State[];
  start: number;
  accept: number;
  /** The sets of characters that it tells apart. */
  sets: Characters[];
}

/** States of one automaton, counts written out; a pattern that has more is not looked into. */
const MOST_STATES = 4_000;

/** The automaton of a pattern, as JSON Schema means it: found anywhere. `undefined` for one that isn't looked into. */
export function automatonOf(pattern: string): Automaton | undefined {
  const tree = parsePattern(pattern);
  return tree && build({ is: 'sequence', parts: [EVERYTHING, tree, EVERYTHING] });
}

function build(pattern: Pattern): Automaton | undefined {
  const states: State[] = [];
  const add = (): number => states.push({ free: [], atStart: [], atEnd: [] }) - 1;
  const link = (from: number, to: number, by: 'free' | 'atStart' | 'atEnd' = 'free') => {
    (states[from] as State)[by].push(to);
    return to;
  };
  /** Adds a part that begins at a state; the state at which it ends, or -1 where there are too many. */
  const part = (from: number, given: Pattern): number => {
    if (from < 0 || states.length > MOST_STATES) return -1;
    switch (given.is) {
      case 'set': {
        const to = add();
        Object.assign(states[link(from, add())] as State, { set: given.set, to });
        return to;
      }
      case 'start':
        return link(from, add(), 'atStart');
      case 'end':
        return link(from, add(), 'atEnd');
      case 'sequence':
        return given.parts.reduce(part, from);
      case 'choice': {
        const to = add();
        for (const inner of given.parts) {
          const end = part(link(from, add()), inner);
          if (end < 0) return -1;
          link(end, to);
        }
        return to;
      }
      case 'repeat':
        return repeat(from, given);
    }
  };
  const repeat = (from: number, { part: inner, least, most }: Extract<Pattern, { is: 'repeat' }>): number => {
    let at = from;
    for (let count = 0; count < least; count += 1) at = part(at, inner);
    if (at < 0) return -1;
    if (most === Number.POSITIVE_INFINITY) {
      const loop = link(at, add());
      const end = part(loop, inner);
      if (end < 0) return -1;
      link(end, loop);
      return loop;
    }
    const end = add();
    link(at, end);
    for (let count = least; count < most; count += 1) {
      at = part(at, inner);
      if (at < 0) return -1;
      link(at, end);
    }
    return end;
  };
  const start = add();
  const accept = part(start, pattern);
  if (accept < 0) return undefined;
  return { states, start, accept, sets: states.flatMap(({ set }) => (set ? [set] : [])) };
}

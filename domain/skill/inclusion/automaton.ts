import { type Characters, has } from './characters';
import { EVERYTHING, type Pattern, parsePattern } from './pattern';

/** A state: where it leads without a character, at a text's start or end only, and by one character of a set. */
interface State {
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

const known = new Map<string, Automaton | undefined>();
const MOST_KNOWN = 200;

/** The automaton of a pattern, as JSON Schema means it: found anywhere. `undefined` for one that isn't looked into. */
export function automatonOf(pattern: string): Automaton | undefined {
  if (known.has(pattern)) return known.get(pattern);
  const tree = parsePattern(pattern);
  const built = tree && build({ is: 'sequence', parts: [EVERYTHING, tree, EVERYTHING] });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(pattern, built);
  return built;
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

/** The states at which the automaton may be; `key` tells sets of them apart. */
export interface Place {
  at: readonly number[];
  key: string;
}

const placeOf = (states: Set<number>): Place => {
  const at = [...states].sort((a, b) => a - b);
  return { at, key: at.join(' ') };
};

function closure({ states }: Automaton, from: Iterable<number>, where: { start: boolean; end: boolean }): Set<number> {
  const reached = new Set(from);
  const queue = [...reached];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    const { free, atStart, atEnd } = states[index] as State;
    for (const to of [...free, ...(where.start ? atStart : []), ...(where.end ? atEnd : [])]) {
      if (reached.has(to)) continue;
      reached.add(to);
      queue.push(to);
    }
  }
  return reached;
}

/** Where the automaton is before the first character. */
export const atStart = (automaton: Automaton): Place =>
  placeOf(closure(automaton, [automaton.start], { start: true, end: false }));

/** Where it is after one more character. */
export function after(automaton: Automaton, { at }: Place, character: number): Place {
  const moved = at.flatMap((index) => {
    const { set, to } = automaton.states[index] as State;
    return set && has(set, character) ? [to as number] : [];
  });
  return placeOf(closure(automaton, moved, { start: false, end: false }));
}

/** Whether a text that ends here is accepted. `isEmpty`: it has no character at all. */
export const accepts = (automaton: Automaton, { at }: Place, isEmpty: boolean): boolean =>
  closure(automaton, at, { start: isEmpty, end: true }).has(automaton.accept);

/** Whether the text matches the pattern, in a time that grows with their lengths only; `undefined` if not known. */
export function matches(pattern: string, text: string): boolean | undefined {
  const automaton = automatonOf(pattern);
  if (!automaton) return undefined;
  let place = atStart(automaton);
  for (const character of text) place = after(automaton, place, character.codePointAt(0) as number);
  return accepts(automaton, place, text === '');
}

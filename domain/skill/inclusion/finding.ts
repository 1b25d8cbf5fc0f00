import type { Json } from '../../json';

/** A value of the one schema that may be none of the other; `none`: there is none; `undefined`: nobody can tell. */
export type Counterexample = { value: Json } | 'none' | undefined;

/** Finds one for the parts of two schemas. */
export type Compare = (producer: Json | undefined, consumer: Json | undefined) => Counterexample;

/** The first that is found, else what is unknown, else none. */
export function first(answers: Counterexample[]): Counterexample {
  const found = answers.find((answer) => typeof answer === 'object');
  if (found) return found;
  return answers.every((answer) => answer === 'none') ? 'none' : undefined;
}

export const numberOr = (value: Json | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

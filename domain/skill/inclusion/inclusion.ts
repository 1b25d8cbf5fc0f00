import type { Json } from '../../json';
import { conforms } from './conforms';
import { counterexample } from './counterexample';
import { type Misfit, misfitOf } from './misfit';

/** `yes`: every value fits. A misfit: one doesn't. `undefined`: nobody can tell. */
export type Inclusion = 'yes' | Misfit | undefined;

/** What was found out, by the two schemas: skills take the same values over and over. */
const known = new Map<string, Inclusion>();
const MOST_KNOWN = 500;

/**
 * Whether every value of a producer's schema is one of a consumer's. Sound both ways: 'yes' holds for every value, and
 * a misfit's example is a value of the one and none of the other. Keywords out of the forms' list make it unknown.
 */
export function included(producer: Json | undefined, consumer: Json | undefined): Inclusion {
  const key = JSON.stringify([producer, consumer]);
  if (known.has(key)) return known.get(key);
  const answer = compare(producer, consumer);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, answer);
  return answer;
}

function compare(producer: Json | undefined, consumer: Json | undefined): Inclusion {
  const found = counterexample(producer, consumer);
  if (found === 'none') return 'yes';
  if (found === undefined || consumer === undefined) return undefined;
  const isOne = conforms(producer, found.value) === true && conforms(consumer, found.value) === false;
  return isOne ? misfitOf(found.value, consumer) : undefined;
}

import type { Json } from '../../json';
import { conforms } from './conforms';
import { counterexample } from './counterexample';
import { type Misfit, misfitOf } from './misfit';

/** `yes`: every value fits. A misfit: one doesn't. `undefined`: nobody can tell. */
export type Inclusion = 'yes' | Misfit | undefined;

/**
 * Whether every value of a producer's schema is one of a consumer's. Sound both ways: 'yes' holds for every value, and
 * a misfit's example is a value of the one and none of the other. Keywords out of the forms' list make it unknown.
 */
export function included(producer: Json | undefined, consumer: Json | undefined): Inclusion {
  const found = counterexample(producer, consumer);
  if (found === 'none') return 'yes';
  if (found === undefined || consumer === undefined) return undefined;
  const isOne = conforms(producer, found.value) === true && conforms(consumer, found.value) === false;
  return isOne ? misfitOf(found.value, consumer) : undefined;
}

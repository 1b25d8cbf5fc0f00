import type { Json } from '../../json';
import type { Schema } from '../skill';
import { exampleOf } from './example';
import { type Compare, type Counterexample, first, numberOr } from './finding';

/** Items that an example has at most. */
const MOST_ITEMS = 200;

/** For lists: too few, too many, an item that does not fit, one that comes twice. */
export function ofLists(producer: Schema, consumer: Schema, compare: Compare): Counterexample {
  const least = numberOr(producer.minItems, 0);
  const most = numberOr(producer.maxItems, Number.POSITIVE_INFINITY);
  const tooMany = numberOr(consumer.maxItems, Number.POSITIVE_INFINITY) + 1;
  const inner = most === 0 ? 'none' : compare(producer.items, consumer.items);
  const isRepeated = consumer.uniqueItems === true && producer.uniqueItems !== true && most > 1;
  const item = exampleOf(producer.items);
  return first([
    least < numberOr(consumer.minItems, 0) ? listOf(least, item) : 'none',
    most >= tooMany ? listOf(most <= MOST_ITEMS ? most : Math.max(least, tooMany), item) : 'none',
    typeof inner === 'object' ? listOf(Math.max(least, 1), inner.value) : inner,
    isRepeated ? listOf(Math.max(least, 2), item) : 'none',
  ]);
}

function listOf(length: number, item: Json | undefined): Counterexample {
  if (length === 0) return { value: [] };
  return length > MOST_ITEMS || item === undefined ? undefined : { value: Array.from({ length }, () => item) };
}

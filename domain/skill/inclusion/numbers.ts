import type { Json } from '../../json';
import type { Schema } from '../skill';

/** Whether each number of the one schema is one of the other, by their bounds; false where that is not certain. */
export function boundsFit(producer: Schema, consumer: Schema, isInteger: boolean): boolean {
  return (
    lowerFits(producer, consumer, isInteger) &&
    upperFits(producer, consumer, isInteger) &&
    unitFits(producer, consumer, isInteger)
  );
}

/** A bound, and whether the number at it is out of it. */
interface Bound {
  at: number;
  isOut: boolean;
}

const tightest = (bounds: Bound[], isTighter: (a: number, b: number) => boolean): Bound | undefined =>
  bounds.reduce<Bound | undefined>((best, bound) => {
    if (!best || isTighter(bound.at, best.at)) return bound;
    return bound.at === best.at && bound.isOut ? bound : best;
  }, undefined);

const boundsIn = (inclusive: Json | undefined, exclusive: Json | undefined): Bound[] => [
  ...(typeof inclusive === 'number' ? [{ at: inclusive, isOut: false }] : []),
  ...(typeof exclusive === 'number' ? [{ at: exclusive, isOut: true }] : []),
];

function lowerFits(producer: Schema, consumer: Schema, isInteger: boolean): boolean {
  const lower = ({ minimum, exclusiveMinimum }: Schema) =>
    tightest(
      boundsIn(minimum, exclusiveMinimum).map((bound) => (isInteger ? nextInteger(bound) : bound)),
      (a, b) => a > b,
    );
  return isWithin(lower(producer), lower(consumer), (a, b) => a > b);
}

function upperFits(producer: Schema, consumer: Schema, isInteger: boolean): boolean {
  const upper = ({ maximum, exclusiveMaximum }: Schema) =>
    tightest(
      boundsIn(maximum, exclusiveMaximum).map((bound) => (isInteger ? lastInteger(bound) : bound)),
      (a, b) => a < b,
    );
  return isWithin(upper(producer), upper(consumer), (a, b) => a < b);
}

const nextInteger = ({ at, isOut }: Bound): Bound => ({ at: isOut ? Math.floor(at) + 1 : Math.ceil(at), isOut: false });
const lastInteger = ({ at, isOut }: Bound): Bound => ({ at: isOut ? Math.ceil(at) - 1 : Math.floor(at), isOut: false });

function isWithin(
  given: Bound | undefined,
  taken: Bound | undefined,
  isTighter: (a: number, b: number) => boolean,
): boolean {
  if (!taken) return true;
  if (!given) return false;
  return isTighter(given.at, taken.at) || (given.at === taken.at && (given.isOut || !taken.isOut));
}

function unitFits(producer: Schema, { multipleOf }: Schema, isInteger: boolean): boolean {
  if (typeof multipleOf !== 'number') return true;
  const unit = typeof producer.multipleOf === 'number' ? producer.multipleOf : isInteger ? 1 : undefined;
  return unit !== undefined && Number.isInteger(unit / multipleOf);
}

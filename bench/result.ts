import { type Figure, type Interval, random, ratio, type Sample, type Summary, summarise } from './statistics';

/** One comparison: what every contender did, and how the first compares with each of the others. */
export interface Comparison {
  measure: string;
  clients: number;
  contenders: Record<string, Summary>;
  ratios: Record<string, Record<Figure, Interval>>;
}
/** A figure that is not a comparison of times. */
export interface Fact {
  measure: string;
  name: string;
  value: number;
  unit: string;
}
export interface Findings {
  comparisons: Comparison[];
  facts: Fact[];
  notes: string[];
}

const FIGURES: readonly Figure[] = ['p50', 'p99', 'throughput'];

export function compare(measure: string, clients: number, samples: Map<string, Sample[]>, seed: number): Comparison {
  const draw = random(seed);
  const [[, ours] = [], ...others] = [...samples];
  const ratios = others.map(([name, theirs]) => {
    const each = FIGURES.map((figure) => [figure, ratio(ours ?? [], theirs, figure, draw)]);
    return [name, Object.fromEntries(each)] as const;
  });
  const contenders = [...samples].map(([name, rounds]) => [name, summarise(rounds)]);
  return { measure, clients, contenders: Object.fromEntries(contenders), ratios: Object.fromEntries(ratios) };
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Nearest rank; `values` must be sorted. NaN where there are none. */
export const quantile = (values: readonly number[], q: number): number =>
  values[Math.min(values.length - 1, Math.max(0, Math.ceil(q * values.length) - 1))] ?? Number.NaN;

/** One arm in one round: latencies in ms, and operations a second, of all its clients together. */
export interface Sample {
  latencies: number[];
  throughput: number;
}

/** Latencies in ms; throughput in operations a second. */
export interface Summary {
  operations: number;
  p50: number;
  p95: number;
  p99: number;
  throughput: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function summarise(samples: readonly Sample[]): Summary {
  const all = sorted(samples.flatMap(({ latencies }) => latencies));
  return {
    operations: all.length,
    p50: quantile(all, 0.5),
    p95: quantile(all, 0.95),
    p99: quantile(all, 0.99),
    throughput: mean(samples.map(({ throughput }) => throughput)),
  };
}

export interface Interval {
  ratio: number;
  low: number;
  high: number;
}
export type Figure = 'p50' | 'p99' | 'throughput';

const RESAMPLES = 1_000;
/**
 * A round's latencies are stood in for by so many of their quantiles: the interval costs seconds less and is the same
 * to two digits.
 */
const KEPT = 400;

/**
 * `ours / theirs` with its 95 % interval: rounds are drawn with replacement, both arms' of the same round together, for
 * what disturbs the machine disturbs them both.
 */
export function ratio(
  ours: readonly Sample[],
  theirs: readonly Sample[],
  figure: Figure,
  draw: () => number,
): Interval {
  const [a, b] = [ours.map(thin), theirs.map(thin)];
  const rounds = Math.min(a.length, b.length);
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const picks = Array.from({ length: rounds }, () => Math.floor(draw() * rounds));
    return figureOf(a, picks, figure) / figureOf(b, picks, figure);
  });
  const ratios = sorted(drawn);
  return {
    ratio: summarise(ours)[figure] / summarise(theirs)[figure],
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
  };
}

function thin({ latencies, throughput }: Sample): Sample {
  const all = sorted(latencies);
  const kept =
    all.length <= KEPT
      ? all
      : Array.from({ length: KEPT }, (_, i) => all[Math.floor(((i + 0.5) / KEPT) * all.length)] as number);
  return { latencies: kept, throughput };
}

function figureOf(samples: readonly Sample[], picks: number[], figure: Figure): number {
  const drawn = picks.map((pick) => samples[pick] as Sample);
  if (figure === 'throughput') return mean(drawn.map(({ throughput }) => throughput));
  return quantile(sorted(drawn.flatMap(({ latencies }) => latencies)), figure === 'p50' ? 0.5 : 0.99);
}

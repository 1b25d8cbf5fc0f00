/** Counts by value, each bucket 1 % wider than the one before: small whatever is counted, and exact to 1 %. */
export class Histogram {
  private readonly counts = new Map<number, number>();
  total = 0;
  max = 0;

  add(value: number): void {
    const bucket = Math.ceil(Math.log(Math.max(value, MIN)) / WIDTH);
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
    this.total += 1;
    this.max = Math.max(this.max, value);
  }

  /** NaN where nothing was counted. */
  quantile(q: number): number {
    let left = Math.max(1, Math.ceil(q * this.total));
    for (const [bucket, count] of [...this.counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(Math.exp(bucket * WIDTH), this.max);
    }
    return Number.NaN;
  }
}

const WIDTH = Math.log(1.01);
const MIN = 0.01;

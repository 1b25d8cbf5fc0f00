import type { Histogram } from './histogram';

const [WIDTH, HEIGHT] = [860, 420];
const PAD = { left: 70, right: 20, top: 46, bottom: 56 };
/** Nines: 0 is the median's left end, 4 is 99.99 %. */
const TICKS: readonly [nines: number, label: string][] = [
  [0, '0 %'],
  [1, '90 %'],
  [2, '99 %'],
  [3, '99.9 %'],
  [4, '99.99 %'],
];
const COLOURS = ['#1f5fbf', '#c2410c', '#15803d', '#7e22ce', '#b91c1c', '#0f766e'];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Latency by percentile, the tail stretched as in HdrHistogram's plots; one line for each kind of call. */
export function plot(title: string, histograms: Map<string, Histogram>): string {
  const shown = [...histograms].filter(([, { total }]) => total > 0);
  const top = niceCeiling(Math.max(1, ...shown.map(([, { max }]) => max)));
  const x = (nines: number) => PAD.left + (nines / 4) * (WIDTH - PAD.left - PAD.right);
  const y = (ms: number) => HEIGHT - PAD.bottom - (ms / top) * (HEIGHT - PAD.top - PAD.bottom);
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#ddd"/>`;
  const text = (at: [number, number], words: string, more = '') =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${escaped(words)}</text>`;
  const grid = [
    ...TICKS.map(
      ([nines, label]) =>
        line(x(nines), PAD.top, x(nines), HEIGHT - PAD.bottom) +
        text([x(nines), HEIGHT - PAD.bottom + 18], label, 'text-anchor="middle"'),
    ),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (part) =>
        line(PAD.left, y(part * top), WIDTH - PAD.right, y(part * top)) +
        text([PAD.left - 8, y(part * top) + 4], `${Number((part * top).toPrecision(3))} ms`, 'text-anchor="end"'),
    ),
  ];
  const curves = shown.map(([name, histogram], index) => {
    const colour = COLOURS[index % COLOURS.length] as string;
    const points = Array.from({ length: 161 }, (_, i) => i / 40)
      // Beyond one in all of them there is nothing more to be told apart.
      .filter((nines) => 10 ** nines <= histogram.total)
      .map((nines) => `${x(nines).toFixed(1)},${y(histogram.quantile(1 - 10 ** -nines)).toFixed(1)}`);
    const legend = text([PAD.left + 10 + index * 130, PAD.top - 8], `${name} (${histogram.total})`, `fill="${colour}"`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>${legend}`;
  });
  const head = text([PAD.left, 20], title, 'font-size="15" font-weight="bold"');
  const foot = text([WIDTH / 2, HEIGHT - 14], 'latency from the intended start, by percentile', 'text-anchor="middle"');
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`;
  return `${open}\n<rect width="100%" height="100%" fill="#fff"/>\n${[...grid, ...curves, head, foot].join('\n')}\n</svg>\n`;
}

function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../runtime/paths';
import { RESTATE } from './peers/restate/server';
import type { Comparison, Fact, Findings } from './result';
import type { Interval, Summary } from './statistics';

export interface Report extends Findings {
  about: Record<string, string>;
}

/** Where and with what a run was made. */
export function about(seed: number, engines: Record<string, string>): Record<string, string> {
  const { dependencies, version } = JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8'));
  const [cpu] = cpus();
  return {
    date: new Date().toISOString(),
    machine: `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    node: process.versions.node,
    vestibule: `${version} (${commit()})`,
    'temporal sdk': dependencies['@temporalio/worker'],
    ...engines,
    restate: RESTATE,
    seed: String(seed),
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: projectRoot(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'no commit';
  }
}

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const interval = ({ ratio, low, high }: Interval): string =>
  `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;

export function markdown({ about: facts, comparisons, facts: figures, notes }: Report): string {
  const head = Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`);
  const parts = [
    head.join('\n'),
    table(comparisons),
    ...figureTables(figures),
    notes.map((note) => `- ${note}`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table(comparisons: Comparison[]): string {
  if (comparisons.length === 0) return '';
  const head = [
    'measure',
    'clients',
    'arm',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'per s',
    'p50 ratio',
    'p99 ratio',
    'throughput ratio',
  ];
  const rows = comparisons.flatMap(({ measure, clients, contenders, ratios }) =>
    Object.entries(contenders).map(([name, summary], index) => {
      const first = index === 0 ? [`**${measure}**`, String(clients)] : ['', ''];
      const than = ratios[name];
      const compared = than ? [than.p50, than.p99, than.throughput].map(interval) : ['', '', ''];
      return row([...first, name, ...times(summary), ...compared]);
    }),
  );
  return [row(head), row(head.map((_, i) => (i === 0 || i === 2 ? '---' : '--:'))), ...rows].join('\n');
}

const times = ({ p50, p95, p99, throughput }: Summary): string[] => [p50, p95, p99, throughput].map(number);

function figureTables(figures: Fact[]): string[] {
  const shown = figures.filter(({ measure }) => !measure.endsWith('by request'));
  const measures = [...new Set(shown.map(({ measure }) => measure))];
  if (measures.length === 0) return [];
  const rows = shown.map(({ measure, name, value, unit }, index) =>
    row([shown[index - 1]?.measure === measure ? '' : `**${measure}**`, name, `${number(value)} ${unit}`.trim()]),
  );
  return [[row(['figure', 'of', 'value']), row(['---', '---', '--:']), ...rows].join('\n')];
}

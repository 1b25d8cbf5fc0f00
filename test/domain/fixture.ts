import type { JsonObject } from '../../domain/json';
import type { Step } from '../../domain/session/kinds';
import { isWarning } from '../../domain/skill/check/fault';
import { build, compile } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import { CATALOG } from './toy-catalog';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 0, 5, 9);

/** The ends that most definitions have. */
export const ENDS: Record<string, Step> = {
  done: { end: 'succeeded' },
  rejected: { end: 'rejected' },
  expired: { end: 'expired' },
  cancelled: { end: 'cancelled' },
  failed: { end: 'failed' },
};

/** An `ask` for one text. */
export const ask = (next: string, more: JsonObject = {}): Step =>
  ({
    ask: {
      type: 'object',
      required: ['answer'],
      additionalProperties: false,
      properties: { answer: { type: 'string', maxLength: 20 } },
    },
    next,
    ...more,
  }) as Step;

type Around = Partial<Omit<SkillDefinition, 'steps'>>;

/** Outcomes that only some steps have; a document may name them only if it has such a step. */
const CAUSES: [string, RegExp, string][] = [
  ['timeout', /"within":|"sca":/, 'expired'],
  ['exhausted', /"visits":/, 'rejected'],
  ['sca.failed', /"sca":/, 'rejected'],
];

/**
 * A definition of these steps, started at the first. It has a target for each outcome that they don't handle, and the
 * ends that they use.
 */
export function define(steps: Record<string, Step>, around: Around = {}): SkillDefinition {
  const written = JSON.stringify(steps);
  const caused = CAUSES.filter(([, cause]) => cause.test(written)).map(([code, , target]) => [code, target]);
  const on = around.on ?? {
    expired: 'expired',
    cancelled: 'cancelled',
    error: 'failed',
    ...Object.fromEntries(caused),
  };
  const named = `${written}${JSON.stringify(on)}`.replaceAll(/"end":"\w+"/g, '');
  const ends = Object.entries(ENDS).filter(([name]) => named.includes(`"${name}"`));
  return {
    skill: 'toy_sbx_#1.0',
    title: 'A toy',
    catalog: 'toy',
    limits: { expires: 'P14D' },
    start: Object.keys(steps)[0] as string,
    ...around,
    on,
    steps: { ...Object.fromEntries(ends), ...steps },
  };
}

/** What the check has not always found: sessions of before carry definitions of which it did not know this. */
const OF_PATHS: ReadonlySet<string> = new Set([
  'no_success',
  'no_way_to_end',
  'success_unearned',
  'commit_repeated',
  'end_after_commit',
  'wait_after_commit',
  'callback_missing',
  'loop_unattended',
  'visits_too_many',
  'steps_too_many',
  'expires_too_long',
  'within_too_long',
  'sca_too_long',
  'undo_argument',
]);

/** The graph of these steps, be their paths as they may; throws where anything else is wrong. */
export function graphOf(steps: Record<string, Step>, around: Around = {}): Graph {
  const definition = define(steps, around);
  const compiled = compile(definition, CATALOG, 'digest');
  const faults = compiled.ok ? [] : compiled.faults.filter((found) => !isWarning(found) && !OF_PATHS.has(found.code));
  if (faults.length > 0) throw new Error(JSON.stringify(faults, null, 1));
  return build({ definition, catalog: CATALOG }, 'digest');
}

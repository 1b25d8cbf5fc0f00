import { readFileSync } from 'node:fs';
import { patched } from '../../../cli/docs/merge-patch';
import { CATALOGS } from '../../../connectors/catalogs';
import type { Json, JsonObject } from '../../../domain/json';
import { createChecker, type Finding } from '../../../kit/checker';
import { inProject, read } from '../../docs/support/page';

/** One wrong document: what its author did, the change that makes it of a good one, and what the check finds. */
export interface Wrong {
  what: string;
  /** A JSON Merge Patch of `docs/skills/base.json`, or of the bundled skill that `of` names. */
  change: JsonObject;
  of?: string;
  /** Code and pointer of each finding, in the document's order. */
  finds: readonly string[];
}

/** A right document that looks as if it were wrong. */
export type Right = Omit<Wrong, 'finds'>;

const check = createChecker(inProject('skills'), CATALOGS);

/** What the check finds in a good document with a change. */
export function findingsOf({ change, of = 'docs/skills/base.json' }: Right): Finding[] {
  const document = JSON.parse(read(of)) as Json;
  return check(JSON.stringify(patched(document, change)), 'corpus.json').findings;
}

/** What the check finds in a file of the project. */
export const findingsIn = (file: string): Finding[] => check(readFileSync(inProject(file), 'utf8'), file).findings;

/** A change of the form `terms`: another field `note` in it, required or not. */
export const note = (schema: JsonObject, required = false): JsonObject =>
  form({ properties: { note: schema }, ...(required ? { required: ['value', 'period', 'note'] } : {}) });

/** A change of the form `terms`; without its example, which may not fit any more. */
export const form = (ask: JsonObject): JsonObject => ({ steps: { terms: { ask: { examples: null, ...ask } } } });

/** A change of the branches of `confirm`. `hold` comes last, without a condition. */
export const branches = (...next: [when: JsonObject, to: string][]): JsonObject => ({
  steps: { confirm: { next: [...next.map(([when, to]) => ({ when, to })), { to: 'hold' }] } },
});
export const ACTION = '/steps/confirm/action';

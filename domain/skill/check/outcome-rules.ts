import { escapeToken } from '../../pointer';
import { endingOf, type Language, languageOf } from '../../session/kinds';
import { RESULT_TOO_LARGE } from '../../session/result-bounds';
import type { OperationCatalog } from '../operation-catalog';
import type { StepCommon } from '../skill';
import { at, type Fault, fault, keyFault } from './fault';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { meant } from './suggest';

/** The outcomes of the session, `error`, and a result that is too large: any step may have them. */
export const COMMON_OUTCOMES = ['expired', 'cancelled', 'error', RESULT_TOO_LARGE];

/** Outcomes that `on` must name, since `error` doesn't stand in for them. */
const namedOutcomes = (step: StepCommon, kind: Language): string[] => [
  ...(step.within === undefined ? [] : ['timeout']),
  ...(step.visits === undefined ? [] : ['exhausted']),
  ...kind.outcomes,
  ...(kind.outcomesOf?.(step) ?? []),
];

/** The codes of the operations that a step calls. */
const codes = (step: StepCommon, kind: Language, { operations }: OperationCatalog): string[] =>
  kind
    .operations(step)
    .filter(({ role }) => role !== 'undo')
    .flatMap(({ operation }) => Object.keys(operations[operation]?.codes ?? {}));

/** Codes that the step's operations have got since documents were written that don't know them. */
const lateCodes = (step: StepCommon, kind: Language, { operations }: OperationCatalog): string[] =>
  kind.operations(step).flatMap(({ operation }) => [...(operations[operation]?.lately ?? [])]);

/** All outcomes that a step may have; none for an end. */
const possible = (step: StepCommon, kind: Language, { catalog }: CheckedSkill): Set<string> =>
  new Set(kind.ends ? [] : [...COMMON_OUTCOMES, ...namedOutcomes(step, kind), ...codes(step, kind, catalog)]);

/**
 * The outcomes that a session may really meet at a step. Forms are judged before they reach it, and what a partner
 * reports is judged by the catalog: neither goes wrong.
 */
export function possibleOutcomes(step: StepCommon, skill: CheckedSkill): Set<string> {
  const kind = languageOf(step);
  const all = possible(step, kind, skill);
  if (kind.operations(step).length === 0) for (const code of ['error', RESULT_TOO_LARGE]) all.delete(code);
  return all;
}

/** Every `on` of a step names only outcomes that the step may have. */
export const impossibleOutcomes: Rule = eachStep(({ name, step, kind }, skill) => {
  const outcomes = possible(step, kind, skill);
  return Object.keys(step.on ?? {})
    .filter((code) => !outcomes.has(code))
    .map((code) => {
      const message = `'${name}' never has the outcome '${code}'.${meant(code, outcomes, 'It can have')}`;
      return keyFault('outcome_impossible', at(name, 'on', code), message);
    });
});

/** The document's `on` names only outcomes that some step may have. */
export const impossibleSharedOutcomes: Rule = (skill) => {
  const { on = {}, steps } = skill.definition;
  const all = new Set(Object.values<StepCommon>(steps).flatMap((step) => [...possible(step, languageOf(step), skill)]));
  return Object.keys(on)
    .filter((code) => !all.has(code))
    .map((code) => {
      const message = `No step ever has the outcome '${code}'.${meant(code, all, 'They can have')}`;
      return keyFault('outcome_impossible', `/on/${escapeToken(code)}`, message);
    });
};

/** Every outcome has a target: an author's limit by its name, a code of the bank by its name or by `error`. */
export const unhandledOutcomes: Rule = eachStep(({ name, step, kind }, { definition, catalog }) => {
  if (kind.ends) return [];
  const on = { ...definition.on, ...step.on };
  const late = lateCodes(step, kind, catalog);
  const refused = on.error === undefined ? codes(step, kind, catalog).filter((code) => !late.includes(code)) : [];
  return [...new Set([...namedOutcomes(step, kind), ...refused])]
    .filter((code) => on[code] === undefined)
    .map((code) => {
      const message = `Nobody handles '${code}' of '${name}': name a step for it in its 'on' or in the document's.`;
      return fault('outcome_unhandled', at(name), message);
    });
});

/** The session's own outcomes lead to the end that they are. */
export const sessionEnds: Rule = ({ definition: { on = {}, steps } }) => {
  const check = (targets: Record<string, string>, pointer: (code: string) => string): Fault[] =>
    ['expired', 'cancelled'].flatMap((code) => {
      const target = targets[code] === undefined ? undefined : steps[targets[code]];
      if (!target || endingOf(target) === code) return [];
      const message = `'${code}' ends the session: it must lead to a step that is {"end": "${code}"}.`;
      return [fault('session_outcome_target', pointer(code), message)];
    });
  return [
    ...check(on, (code) => `/on/${code}`),
    ...Object.entries<StepCommon>(steps).flatMap(([name, step]) =>
      check(step.on ?? {}, (code) => at(name, 'on', code)),
    ),
  ];
};

import { inDocumentOrder } from '../document-order';
import { parsePointer } from '../pointer';
import { languageOf, type Node } from '../session/kinds';
import { STEPS as MOST_STEPS } from '../session/platform';
import { negatedAbsence } from './check/absence-rules';
import { definiteAssignment } from './check/assignment';
import { possibleBranches } from './check/branch-rules';
import { missingCallbacks } from './check/callback-rules';
import {
  endsAfterCommit,
  repeatedCommits,
  retriedCommits,
  undosAfterCommit,
  waitsAfterCommit,
} from './check/commit-rules';
import { conditionKeywords, sensitiveConditions } from './check/condition-rules';
import { completeCredentials } from './check/credential-rules';
import { defaultBranches, durations, names, unknownTargets } from './check/document-rules';
import { type Fault, isWarning } from './check/fault';
import { missingUndos, repeatedEffects } from './check/held-rules';
import { itemPointers } from './check/item-rules';
import { boundlessSteps, boundlessVisits, unattendedLoops, unboundedLoops } from './check/liveness-rules';
import { conditionOperands } from './check/operand-rules';
import { formsOfKinds, givenArguments, operations, senseOfKinds } from './check/operation-rules';
import { impossibleOutcomes, impossibleSharedOutcomes, sessionEnds, unhandledOutcomes } from './check/outcome-rules';
import { pointers } from './check/pointer-rules';
import { reachability } from './check/reachability';
import { wholeReferences } from './check/reference-rules';
import { remindersInOrder, remindersInTime } from './check/reminder-rules';
import { requirements, retiredOperations } from './check/requirement-rules';
import type { CheckedSkill, Rule } from './check/rule';
import { insideSealed, sealedValues } from './check/sensitive-rules';
import { settlesAfterCommit, unsettledFails } from './check/settle-rules';
import { idleDefaults, shadowedBranches } from './check/shadow-rules';
import { sumOfResults } from './check/size-rules';
import { templatesOf } from './check/step-pointers';
import { keptResults, someSuccess, unearnedSuccess } from './check/success-rules';
import { formsOfTemplates, joinedParts, plainOperands } from './check/template-rules';
import { authorisationTimes, callTimes, sessionTimes, stepTimes, sumOfWaits } from './check/time-rules';
import { unbuiltOperations } from './check/unbuilt-rules';
import { declaredUndo, undoOfTheVeryCall } from './check/undo-rules';
import { untilHasWithin, untilIsTime } from './check/until-rules';
import { argumentValues, credentialValues } from './check/value-rules';
import { visibility } from './check/visibility-rules';
import type { SkillDefinition } from './definition';
import { duration } from './duration';
import type { Graph } from './graph';
import type { OperationCatalog } from './operation-catalog';
import { parseSkillName, type SkillName } from './skill';
import { isComposed } from './template';

/** `faults` may have warnings among them; `warnings` has nothing else. */
export type Compiled = { ok: true; graph: Graph<Node>; warnings: Fault[] } | { ok: false; faults: Fault[] };

/** Rules of form: whether names, targets and durations are ones. */
const FORM: readonly Rule[] = [names, durations, unknownTargets, defaultBranches, operations, formsOfKinds];
/** Rules about one step. They are asked of every step whose own form is right, however broken others are. */
const STEPS: readonly Rule[] = [
  impossibleOutcomes,
  formsOfTemplates,
  wholeReferences,
  joinedParts,
  plainOperands,
  pointers,
  givenArguments,
  argumentValues,
  credentialValues,
  completeCredentials,
  declaredUndo,
  undoOfTheVeryCall,
  insideSealed,
  sealedValues,
  conditionKeywords,
  conditionOperands,
  itemPointers,
  sensitiveConditions,
  senseOfKinds,
  retiredOperations,
  visibility,
];
/** Rules about the ways between steps. They are asked where all ways are known. */
const WAYS: readonly Rule[] = [
  unhandledOutcomes,
  sessionEnds,
  reachability,
  definiteAssignment,
  possibleBranches,
  shadowedBranches,
  idleDefaults,
];
/** Rules about what all steps do together. They are only asked of a definition in which no step is broken. */
const SENSE: readonly Rule[] = [
  impossibleSharedOutcomes,
  requirements,
  negatedAbsence,
  sumOfResults,
  unbuiltOperations,
  untilHasWithin,
  untilIsTime,
  remindersInOrder,
  remindersInTime,
  settlesAfterCommit,
  unsettledFails,
  someSuccess,
  unearnedSuccess,
  keptResults,
  repeatedEffects,
  missingUndos,
  repeatedCommits,
  endsAfterCommit,
  waitsAfterCommit,
  undosAfterCommit,
  retriedCommits,
  missingCallbacks,
  unattendedLoops,
  unboundedLoops,
  boundlessVisits,
  boundlessSteps,
  sessionTimes,
  stepTimes,
  authorisationTimes,
  callTimes,
  sumOfWaits,
];

/**
 * Compiles a definition to the graph that sessions run, or lists all faults of it. The definition must have the shape
 * of `skill.schema.json`; whether its steps make sense together is checked here. `digest`: SHA-256 of its canonical
 * body.
 */
export function compile(definition: SkillDefinition, catalog: OperationCatalog, digest: string): Compiled {
  const skill = { definition, catalog };
  const found = check(skill);
  if (!found.every(isWarning)) return { ok: false, faults: found };
  return { ok: true, graph: build(skill, digest), warnings: found };
}

/**
 * Lists the faults of a definition, in document order: all that can be judged at once. What depends on a broken part is
 * judged only once that part is right. `areWaysKnown`: whether `start`, `on`, and every step's kind and `next` are.
 */
export function check(skill: CheckedSkill, areWaysKnown = true): Fault[] {
  const known = { ...skill, broken: new Set([...(skill.broken ?? []), ...withoutCatalog(skill)]) };
  const form = FORM.flatMap((rule) => rule(known));
  const wrong = form.filter((one) => !isWarning(one));
  const broken = new Set([...known.broken, ...wrong.flatMap(({ pointer }) => stepOf(pointer) ?? [])]);
  const sound = { ...skill, broken };
  const isWhole = areWaysKnown && !wrong.some(({ pointer }) => isOfWays(pointer));
  const rules = [...STEPS, ...(isWhole ? WAYS : []), ...(isWhole && broken.size === 0 ? SENSE : [])];
  const found = [...form, ...rules.flatMap((rule) => rule(sound))];
  return inDocumentOrder(found, skill.definition, ({ pointer }) => pointer);
}

/** The steps of whose operations and events nothing is known, for want of the catalog. */
function withoutCatalog({ definition, catalog }: CheckedSkill): string[] {
  if (definition.catalog === catalog.name) return [];
  return Object.entries(definition.steps).flatMap(([name, step]) => {
    const kind = languageOf(step);
    return kind.operations(step).length > 0 || 'calledBack' in kind ? [name] : [];
  });
}

/** What a fault at this place breaks: a step, or the limits. */
const stepOf = (pointer: string): string | undefined => {
  const [root, name] = parsePointer(pointer) ?? [];
  if (root === 'limits') return LIMITS;
  return root === 'steps' ? name : undefined;
};

/** Members of a step that say where it leads. */
const LEADING = new Set(['next', 'on', 'end']);

/** In place of a broken step's name, where it isn't known what bounds a session. No step has it. */
export const LIMITS = '';

/** Whether a fault at this place means that not all ways between steps are known. */
export function isOfWays(pointer: string): boolean {
  const [root, , member] = parsePointer(pointer) ?? [];
  if (root !== 'steps') return root === undefined || root === 'start' || root === 'on';
  return member === undefined || LEADING.has(member);
}

const hasComposed = ({ steps }: SkillDefinition): boolean =>
  Object.entries(steps).some(([name, step]) => templatesOf(name, step).some(({ templates }) => isComposed(templates)));

/** The graph of a definition of the right form, whatever else is wrong with it: what older sessions may carry. */
export function build({ definition, catalog }: CheckedSkill, digest: string): Graph<Node> {
  const { limits, steps } = definition;
  const { flavour } = parseSkillName(definition.skill) as SkillName;
  const nodes = Object.entries(steps).map(([name, step]) => [name, languageOf(step).compile(step, catalog)]);
  return {
    skill: definition.skill,
    digest,
    catalog: definition.catalog,
    flavour,
    limits: {
      expires: duration(limits.expires) as number,
      ...(limits.idle === undefined ? {} : { idle: duration(limits.idle) as number }),
      steps: limits.steps ?? MOST_STEPS,
    },
    ...(hasComposed(definition) ? { composed: true as const } : {}),
    start: definition.start,
    on: definition.on ?? {},
    nodes: Object.fromEntries(nodes),
  };
}

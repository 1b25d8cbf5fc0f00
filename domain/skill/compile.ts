import { inDocumentOrder } from '../document-order';
import { languageOf, type Node } from '../session/kinds';
import { STEPS } from '../session/platform';
import { negatedAbsence } from './check/absence-rules';
import { definiteAssignment } from './check/assignment';
import { possibleBranches } from './check/branch-rules';
import { conditionKeywords, sensitiveConditions } from './check/condition-rules';
import { defaultBranches, durations, names, unknownTargets } from './check/document-rules';
import { type Fault, isWarning } from './check/fault';
import { conditionOperands } from './check/operand-rules';
import { formsOfKinds, givenArguments, operations, senseOfKinds } from './check/operation-rules';
import { impossibleOutcomes, impossibleSharedOutcomes, sessionEnds, unhandledOutcomes } from './check/outcome-rules';
import { pointers } from './check/pointer-rules';
import { reachability } from './check/reachability';
import { requirements, retiredOperations } from './check/requirement-rules';
import type { CheckedSkill, Rule } from './check/rule';
import { idleDefaults, shadowedBranches } from './check/shadow-rules';
import { sumOfResults } from './check/size-rules';
import { visibility } from './check/visibility-rules';
import type { SkillDefinition } from './definition';
import { duration } from './duration';
import type { Graph } from './graph';
import type { OperationCatalog } from './operation-catalog';
import { parseSkillName, type SkillName } from './skill';

/** `faults` may have warnings among them; `warnings` has nothing else. */
export type Compiled = { ok: true; graph: Graph<Node>; warnings: Fault[] } | { ok: false; faults: Fault[] };

/** Rules in two stages: those of sense are only asked of a definition that passes those of form. */
const FORM: readonly Rule[] = [names, durations, unknownTargets, defaultBranches, operations, formsOfKinds];
const SENSE: readonly Rule[] = [
  impossibleSharedOutcomes,
  impossibleOutcomes,
  unhandledOutcomes,
  sessionEnds,
  reachability,
  pointers,
  givenArguments,
  definiteAssignment,
  conditionKeywords,
  conditionOperands,
  sensitiveConditions,
  possibleBranches,
  shadowedBranches,
  idleDefaults,
  negatedAbsence,
  visibility,
  senseOfKinds,
  retiredOperations,
  requirements,
  sumOfResults,
];

/**
 * Compiles a definition to the graph that sessions run, or lists all faults of it. The definition must have the shape
 * of `skill.schema.json`; whether its steps make sense together is checked here. `digest`: SHA-256 of its canonical
 * body.
 */
export function compile(definition: SkillDefinition, catalog: OperationCatalog, digest: string): Compiled {
  const skill = { definition, catalog };
  const found: Fault[] = [];
  const sorted = () => inDocumentOrder(found, definition, ({ pointer }) => pointer);
  for (const rules of [FORM, SENSE]) {
    found.push(...rules.flatMap((rule) => rule(skill)));
    if (!found.every(isWarning)) return { ok: false, faults: sorted() };
  }
  return { ok: true, graph: build(skill, digest), warnings: sorted() };
}

function build({ definition, catalog }: CheckedSkill, digest: string): Graph<Node> {
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
      steps: limits.steps ?? STEPS,
    },
    start: definition.start,
    on: definition.on ?? {},
    nodes: Object.fromEntries(nodes),
  };
}

import { type Language, languageOf } from '../../session/kinds';
import type { SkillDefinition } from '../definition';
import type { OperationCatalog } from '../operation-catalog';
import type { StepCommon } from '../skill';
import type { Fault } from './fault';

/** The skill that is checked: its definition, and the catalog whose operations and events it may use. */
export interface CheckedSkill {
  definition: SkillDefinition;
  catalog: OperationCatalog;
  /** Steps with a fault that has been told. What they do isn't known, so nothing follows from it. */
  broken?: ReadonlySet<string>;
  /** The names of all catalogs that there are. */
  catalogs?: readonly string[];
}

/** A rule of the check: finds all faults of one sort. */
export type Rule = (skill: CheckedSkill) => Fault[];

/** A step by its name, as any kind of step; none has all members. */
export const stepNamed = ({ definition: { steps } }: CheckedSkill, name: string): StepCommon =>
  Object.hasOwn(steps, name) ? (steps[name] as StepCommon) : {};

export interface CheckedStep {
  name: string;
  step: StepCommon;
  kind: Language;
}

export const isBroken = ({ broken }: CheckedSkill, step: string): boolean => broken?.has(step) ?? false;

/** A rule that looks at one step at a time, and at no broken one. */
export const eachStep =
  (find: (checked: CheckedStep, skill: CheckedSkill) => Fault[]): Rule =>
  (skill) =>
    Object.entries(skill.definition.steps).flatMap(([name, step]) =>
      isBroken(skill, name) ? [] : find({ name, step, kind: languageOf(step) }, skill),
    );

import { type Language, languageOf } from '../../session/kinds';
import type { SkillDefinition } from '../definition';
import type { OperationCatalog } from '../operation-catalog';
import type { StepCommon } from '../skill';
import type { Fault } from './fault';

/** The skill that is checked: its definition, and the catalog whose operations and events it may use. */
export interface CheckedSkill {
  definition: SkillDefinition;
  catalog: OperationCatalog;
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

/** A rule that looks at one step at a time. */
export const eachStep =
  (find: (checked: CheckedStep, skill: CheckedSkill) => Fault[]): Rule =>
  (skill) =>
    Object.entries(skill.definition.steps).flatMap(([name, step]) =>
      find({ name, step, kind: languageOf(step) }, skill),
    );

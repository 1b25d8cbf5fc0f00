import { languageOf } from '../../session/kinds';
import type { Operation } from '../operation-catalog';
import type { StepCommon } from '../skill';
import { type Fault, warning } from './fault';
import type { CheckedSkill, Rule } from './rule';

/** The operations and events of a skill that are declared by their schemas alone, by name. */
export function unbuiltIn({ definition: { steps }, catalog }: CheckedSkill): string[] {
  const called = Object.values<StepCommon>(steps).flatMap((step) =>
    languageOf(step)
      .operations(step)
      .map(({ operation }) => operation),
  );
  const awaited = Object.values<StepCommon>(steps).flatMap((step) => ('await' in step ? [String(step.await)] : []));
  const isUnbuilt = (of: Readonly<Record<string, Pick<Operation, 'schemaOnly'>>>) => (name: string) =>
    Object.hasOwn(of, name) && of[name]?.schemaOnly === true;
  const unbuilt = [...called.filter(isUnbuilt(catalog.operations)), ...awaited.filter(isUnbuilt(catalog.events))];
  return [...new Set(unbuilt)].sort();
}

/** Says which operations are not built yet: tests and previews play them, and production refuses the skill. */
export const unbuiltOperations: Rule = (skill): Fault[] => {
  const unbuilt = unbuiltIn(skill);
  if (unbuilt.length === 0) return [];
  const named = unbuilt.map((name) => `'${name}'`).join(', ');
  const message = `Declared by schemas alone: ${named}. Tests and previews play them; production refuses the skill.`;
  return [warning('operation_not_built', '/catalog', message)];
};

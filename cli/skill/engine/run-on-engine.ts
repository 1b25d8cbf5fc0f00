import type { SkillDefinition } from '../../../domain/skill/definition';
import type { Finding } from '../../../kit/checker';
import type { ScenarioRun } from '../../../kit/scenarios/run';
export async function runOnEngine(
  _d: SkillDefinition,
  _r: ScenarioRun[],
  _say: (line: string) => void,
): Promise<Finding[]> {
  return [];
}

import { scenarioForms } from '../../cli/skill/scenario-forms';
import { CATALOGS } from '../../connectors/catalogs';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { createChecker } from '../../kit/checker';
import { createStage } from '../../kit/scenarios/acting';
import { placesOf } from '../../kit/scenarios/coverage';
import { createScenarioReader } from '../../kit/scenarios/files';
import { runScenario } from '../../kit/scenarios/run';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { blocks, inProject, read, section, tables } from './support/page';

const page = read('docs/skills/testing.md');
const readScenarios = createScenarioReader(inProject('skills'));
const examples = blocks(page).filter(({ info }) => info.startsWith('json scenarios '));

describe('The page on testing', () => {
  test('has scenarios that pass', () => {
    expect(examples).toHaveLength(2);
    for (const { info, text } of examples) {
      const file = info.replace('json scenarios ', '');
      const skill = createChecker(inProject('skills'), CATALOGS)(read(file), file).skill as ProvedSkill;
      const stage = createStage(skill.graph, CATALOGS.xyz as OperationCatalog, scenarioForms(skill));
      const { content, findings } = readScenarios(text, 'page');
      expect(findings).toEqual([]);
      for (const scenario of content.scenarios ?? []) expect(runScenario(stage, scenario).faults).toEqual([]);
      const places = placesOf(skill.definition).map(({ pointer }) => pointer);
      for (const { at } of content.waived ?? []) expect(places).toContain(at);
    }
  });

  test('lists every kind of thing that can happen', () => {
    const schema = JSON.parse(read('skills/scenario.schema.json'));
    const kinds = schema.$defs.happening.oneOf.map(({ required }: { required: string[] }) => required[0]);
    const [rows = []] = tables(section(page, '### What can happen'));
    const listed = rows.map(([cell = '']) => /"(\w+)"/.exec(cell)?.[1]);
    expect(listed).toEqual(kinds);
  });
});

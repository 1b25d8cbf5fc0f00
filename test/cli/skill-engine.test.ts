import { readFileSync } from 'node:fs';
import { runOnEngine } from '../../cli/skill/engine/run-on-engine';
import { scenarioForms } from '../../cli/skill/scenario-forms';
import { CATALOGS } from '../../connectors/catalogs';
import { createChecker } from '../../kit/checker';
import { createProver } from '../../kit/scenarios/prove';
import type { ScenarioRun } from '../../kit/scenarios/run';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { type Moment, moments } from '../../kit/scenarios/world';
import { inProject } from '../docs/support/page';

/** The scenarios of a bundled skill, as they ran in the kernel. */
function runsOf(file: string): ScenarioRun[] {
  const check = createChecker(inProject('skills'), CATALOGS);
  const skill = check(readFileSync(inProject(file), 'utf8'), file).skill as ProvedSkill;
  return createProver(inProject('skills'), CATALOGS, scenarioForms)(skill, inProject(file)).runs;
}

const passesTime = ({ last }: ScenarioRun) => moments(last).some(({ event }) => event?.type === 'due');

/** The same moments, but for what the session holds while calls of it are under way. */
function otherAtWork(moment: Moment): Moment {
  const { running, session, before } = moment;
  return {
    ...moment,
    ...(running.length > 0 ? { session: { ...session, credentials_id: 'another' } } : {}),
    ...(before ? { before: otherAtWork(before) } : {}),
  };
}

describe('On the real workflow, the scenarios of a skill', () => {
  const runs = runsOf('skills/xyz_aisp/1.0.json');

  test('come to the same state as in the kernel, event by event', async () => {
    expect(runs.length).toBeGreaterThan(5);
    expect(await runOnEngine(runs, () => undefined)).toEqual([]);
  }, 120_000);

  test('are told apart where the two differ, with the event and what differs', async () => {
    const [run] = runs as [ScenarioRun];
    const { last } = run;
    const other = { ...last, session: { ...last.session, credentials_id: 'another' } };
    const [found] = await runOnEngine([{ ...run, last: other }], () => undefined);
    expect(found?.code).toBe('engine_differs');
    expect(found?.message).toMatch(/after event \d+ .* they differ in credentials_id$/);
  }, 120_000);

  test('go on after one that differs while a call is under way: time passes for the next one', async () => {
    const [first] = runs as [ScenarioRun];
    const timed = runs.find(passesTime) as ScenarioRun;
    const found = await runOnEngine([{ ...first, last: otherAtWork(first.last) }, timed], () => undefined);
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(first.name)]);
  }, 120_000);
});

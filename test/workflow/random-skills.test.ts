import fc from 'fast-check';
import { runOnEngine } from '../../cli/skill/engine/run-on-engine';
import { scenarioForms } from '../../cli/skill/scenario-forms';
import { type Action, act, createStage, type Stage, usualAction } from '../../kit/scenarios/acting';
import type { ScenarioRun } from '../../kit/scenarios/run';
import { beginning, isOver, type Moment, nextInTime } from '../../kit/scenarios/world';
import { graphOfSound, SOUND_CATALOG, soundDefinitions } from '../domain/sound-skills';

const SEED = 20_261_128;
const SKILLS = 14;
/** What happens by chance, before all goes its usual way. */
const HAPPENINGS = 14;
const MOST_MOMENTS = 200;

/** What user, bank and time may do next. */
function actions(stage: Stage, moment: Moment): Action[] {
  const usual = usualAction(stage, moment);
  const later = nextInTime(moment);
  const [effect] = moment.running;
  const all: Action[] = usual ? Array.from({ length: 4 }, () => usual) : [];
  if (usual?.do === 'submit')
    for (const answer of ['x', 'y'])
      if ('answer' in usual.data) all.push({ ...usual, data: { ...usual.data, answer } });
  if (usual?.do === 'event') all.push({ ...usual, payload: { decision: 'x' } });
  if (usual?.do === 'back') all.push({ do: 'back', way: 'nok' });
  if (effect?.phase === 'call') {
    const codes = Object.keys(SOUND_CATALOG.operations[effect.operation.operation]?.codes ?? {});
    for (const code of [...codes, 'error']) all.push({ do: 'fail', effect, code, uncertain: false });
  }
  if (!effect && later) all.push({ do: 'pass', ms: Math.max(later.at - moment.now, 0) });
  if (moment.session.steps_taken % 4 === 3 && !effect) all.push({ do: 'cancel' });
  return all;
}

/** A session of a random skill as the kernel takes it from one moment to the next, to its end. */
function lived(index: number, stage: Stage, plan: readonly number[]): ScenarioRun {
  let last = beginning(stage.graph);
  for (let count = 0; !isOver(last) && count < MOST_MOMENTS; count += 1) {
    const choice = plan[count];
    const possible = actions(stage, last);
    const action = choice === undefined ? usualAction(stage, last) : possible[choice % possible.length];
    if (!action) break;
    last = act(stage, last, action);
  }
  return { name: `the random skill ${index} of seed ${SEED}`, faults: [], last };
}

const plans = fc.array(fc.nat(1_000), { minLength: HAPPENINGS, maxLength: HAPPENINGS });

test('Random skills live on the real workflow as they do in the kernel, event by event, whatever user, bank and time do', async () => {
  const drawn = fc.sample(fc.tuple(soundDefinitions(), plans), { numRuns: SKILLS, seed: SEED });
  const runs = drawn.map(([definition, plan], index) => {
    const skill = { definition, graph: graphOfSound(definition), digest: 'digest' };
    return lived(index, createStage(skill.graph, SOUND_CATALOG, scenarioForms(skill)), plan);
  });
  expect(runs.every(({ last }) => isOver(last))).toBe(true);
  expect(new Set(runs.map(({ last }) => last.session.status)).size).toBeGreaterThan(1);
  expect(await runOnEngine(runs, () => undefined)).toEqual([]);
}, 180_000);

import { references } from '../../pointer';
import { languageOf } from '../../session/kinds';
import type { StepCommon } from '../skill';
import { at, fault } from './fault';
import { isDone } from './held-rules';
import type { CheckedSkill, Rule } from './rule';
import { pathTo, type Way, walk, waysOf } from './ways';

/** Whether somebody has the address at which the next visit of an `await` listens, or only that of a former one. */
type Address = 'none' | 'given' | 'used';

/** An event is awaited of somebody who was given the address for it, on every path, and anew for every visit. */
export const missingCallbacks: Rule = (skill) => {
  const ways = waysOf(skill);
  return Object.entries<StepCommon>(skill.definition.steps).flatMap(([name, step]) => {
    if (!('await' in step)) return [];
    const places = walk<Address>(skill, ways, 'none', (state, way) => addressAfter(skill, name, state, way));
    const found = places.find(
      (place) => place.step === name && (place.state === 'none' || (place.state === 'used' && step.visits !== 1)),
    );
    if (!found) return [];
    const why = found.state === 'none' ? 'nobody was given its address' : 'its address was used up by its last visit';
    const message = `'${name}' waits for an event, but ${why}: ${pathTo(found)}. Give {"$": "/callbacks/${name}"} to a call on every way that leads here.`;
    return [fault('callback_missing', at(name), message)];
  });
};

function addressAfter(skill: CheckedSkill, name: string, state: Address, way: Way): Address {
  // Who answers beside the event leaves its partner's address good for the next visit.
  if (way.from === name) return way.by === 'exhausted' || way.by === 'answered' ? state : 'used';
  return isDone(way) && handsOut(skill, way.from, name) ? 'given' : state;
}

function handsOut({ definition: { steps } }: CheckedSkill, name: string, awaiting: string): boolean {
  const step = steps[name] as StepCommon;
  return languageOf(step)
    .operations(step)
    .some(
      ({ role, with: given }) =>
        role !== 'undo' && references(given, '').some(({ pointer }) => pointer === `/callbacks/${awaiting}`),
    );
}

import { escapeToken } from '../../domain/pointer';
import type { Fault } from '../../domain/skill/check/fault';
import type { SkillDefinition } from '../../domain/skill/definition';
import { costFaults } from './cost-rules';
import { formatFaults } from './format-rules';
import { patternFaults, sizeFaults } from './pattern-rules';
import { placesOf } from './places';

/** The faults of a definition's forms that need a library to be found: patterns, declared formats, what they cost. */
export function formFaults(definition: SkillDefinition): Fault[] {
  return Object.entries(definition.steps).flatMap(([name, step]) => {
    if (!('ask' in step)) return [];
    const places = placesOf(step.ask, `/steps/${escapeToken(name)}/ask`);
    const faults = places.flatMap((place) => [...formatFaults(place), ...patternFaults(place)]);
    return faults.length > 0 ? faults : [...sizeFaults(places), ...costFaults(places)];
  });
}

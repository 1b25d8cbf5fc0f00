import { escapeToken } from '../../domain/pointer';
import { type Fault, isWarning } from '../../domain/skill/check/fault';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Schema } from '../../domain/skill/skill';
import { boundFaults } from './bound-rules';
import { choiceFaults, labelFaults } from './choice-rules';
import { formSizeFaults, keywordFaults, opennessFaults, requiredFaults } from './closed-rules';
import { conditionValueFaults } from './condition-value-rules';
import { costFaults } from './cost-rules';
import { exampleFaults } from './example-rules';
import { fillFaults } from './fill-rules';
import { formatFaults } from './format-rules';
import { patternFaults, sizeFaults } from './pattern-rules';
import { type Place, placesOf } from './places';
import { uploadFaults } from './upload-rules';
import { hiddenAlternatives } from './visible-fill';

/** Rules in stages: those of a later one are only asked of a form that passes those before. */
const OF_PLACES: readonly ((place: Place) => Fault[])[] = [
  formatFaults,
  patternFaults,
  opennessFaults,
  keywordFaults,
  requiredFaults,
  boundFaults,
  labelFaults,
  uploadFaults,
];
const OF_FORMS: readonly ((places: readonly Place[]) => Fault[])[] = [sizeFaults, costFaults, formSizeFaults];
const OF_VALUES: readonly ((places: readonly Place[]) => Fault[])[] = [
  (places) => places.flatMap(choiceFaults),
  (places) => places.flatMap(exampleFaults),
  fillFaults,
  hiddenAlternatives,
];

/**
 * The faults of a definition's forms, warnings among them. These rules need libraries, or the reading of a submission
 * as the API does it.
 */
export function formFaults(definition: SkillDefinition): Fault[] {
  const found = Object.entries(definition.steps).flatMap(([name, step]) =>
    'ask' in step ? faultsOf(step.ask, `/steps/${escapeToken(name)}/ask`) : [],
  );
  return found.every(isWarning) ? [...found, ...conditionValueFaults(definition)] : found;
}

function faultsOf(ask: Schema, pointer: string): Fault[] {
  const places = placesOf(ask, pointer);
  const found = places.flatMap((place) => OF_PLACES.flatMap((rule) => rule(place)));
  if (!found.every(isWarning)) return found;
  found.push(...OF_FORMS.flatMap((rule) => rule(places)));
  // Nothing is compiled that would take too long, and nothing is said about values that a faulty schema explains.
  for (const rule of OF_VALUES) if (found.every(isWarning)) found.push(...rule(places));
  return found;
}

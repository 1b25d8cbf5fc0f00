import { escapeToken } from '../domain/pointer';
import { type Fault, fault } from '../domain/skill/check/fault';
import type { SkillDefinition } from '../domain/skill/definition';
import { strayTexts, type Texts } from './texts';

/** The faults of one language's texts: those that belong to nothing, in no version of the skill. */
export function textFaults(versions: readonly SkillDefinition[], texts: Texts): Fault[] {
  const [first = [], ...others] = versions.map((definition) => strayTexts(definition, texts));
  return first
    .filter((address) => others.every((list) => list.includes(address)))
    .map((address) =>
      fault('text_unknown', `/${escapeToken(address)}`, `There is nothing at '${address}' that could have this text.`),
    );
}

import { escapeToken } from '../domain/pointer';
import { type Fault, keyFault } from '../domain/skill/check/fault';
import { nearest } from '../domain/skill/check/suggest';
import type { SkillDefinition } from '../domain/skill/definition';
import { strayTexts, type Texts, textsIn } from './texts';

/** The faults of one language's texts: those that belong to nothing, in no version of the skill. */
export function textFaults(versions: readonly SkillDefinition[], texts: Texts): Fault[] {
  const [first = [], ...others] = versions.map((definition) => new Set(strayTexts(definition, texts)));
  const stray = [...first].filter((address) => others.every((list) => list.has(address)));
  const known = stray.length === 0 ? [] : new Set(versions.flatMap((definition) => Object.keys(textsIn(definition))));
  return stray.map((address) => {
    const near = nearest(address, known);
    const help = near === undefined ? '' : ` Did you mean '${near}'?`;
    const message = `There is nothing at '${address.slice(0, 80)}' that could have this text.${help}`;
    return keyFault('text_unknown', `/${escapeToken(address)}`, message);
  });
}

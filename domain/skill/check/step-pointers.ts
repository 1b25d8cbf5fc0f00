import { escapeToken, references } from '../../pointer';
import { languageOf } from '../../session/kinds';
import { branches, type StepCommon } from '../skill';
import { at } from './fault';

/** A JSON Pointer that a step uses, and the pointer to where it stands in the document. */
interface Use {
  pointer: string;
  at: string;
}

/** A pointer by which a step takes a value; `after`: once its own step has a result. */
export interface ValueUse extends Use {
  after: boolean;
}

/** Lists every pointer by which a step takes values. Conditions apart: there a missing value just doesn't match. */
export function valueUses(name: string, step: StepCommon): ValueUse[] {
  const kind = languageOf(step);
  const given = kind
    .operations(step)
    .flatMap(({ with: templates, path, role }) =>
      references(templates, at(name, ...path, 'with')).map((use) => ({ ...use, after: role === 'undo' })),
    );
  const shown = Object.entries(kind.templates(step)).flatMap(([member, templates]) =>
    references(templates, at(name, member)).map((use) => ({ ...use, after: false })),
  );
  const until = references(step.until ?? null, at(name, 'until')).map((use) => ({ ...use, after: false }));
  return [...given, ...shown, ...until];
}

/** Lists every pointer that a step's conditions look at, as a key or as an operand. */
export function conditionUses(name: string, step: StepCommon): Use[] {
  return branches(step).flatMap(({ when = {} }, index) => {
    const place = at(name, 'next', String(index), 'when');
    return [
      ...Object.keys(when).map((pointer) => ({ pointer, at: `${place}/${escapeToken(pointer)}` })),
      ...references(when, place),
    ];
  });
}

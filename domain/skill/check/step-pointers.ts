import { escapeToken, references } from '../../pointer';
import { languageOf } from '../../session/kinds';
import { branches, type StepCommon, type Templates } from '../skill';
import { at } from './fault';

/** A JSON Pointer that a step uses, and the pointer to where it stands in the document. */
interface Use {
  pointer: string;
  at: string;
}

/** A pointer by which a step takes a value. */
export interface ValueUse extends Use {
  /** Once its own step has a result. */
  after: boolean;
  /** Where it finds nothing, an `or` stands in for it. */
  optional: boolean;
}

/** Lists every pointer by which a step takes values. Conditions apart: there a missing value just doesn't match. */
export function valueUses(name: string, step: StepCommon): ValueUse[] {
  const used = templatesOf(name, step).flatMap(({ templates, at: place, after }) =>
    references(templates, place).map((use) => ({ ...use, after })),
  );
  const until = references(step.until ?? null, at(name, 'until')).map((use) => ({ ...use, after: false }));
  return [...used, ...until];
}

/** The templates of one member of a step: the arguments of an operation, `show`, `credentials`, `output`. */
export interface TemplatesOfStep {
  templates: Templates;
  at: string;
  /** They are filled once the step itself has a result. */
  after: boolean;
  /** What is sealed is opened where they go. */
  opened: boolean;
}

/** Lists every member of a step that has templates. */
export function templatesOf(name: string, step: StepCommon): TemplatesOfStep[] {
  const kind = languageOf(step);
  const given = kind.operations(step).map(({ with: templates, path, role }) => ({
    templates,
    at: at(name, ...path, 'with'),
    after: role === 'undo',
    opened: true,
  }));
  const shown = Object.entries(kind.templates(step)).map(([member, templates]) => ({
    templates,
    at: at(name, member),
    after: false,
    opened: member === 'credentials',
  }));
  return [...given, ...shown];
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

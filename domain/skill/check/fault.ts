import { escapeToken, references } from '../../pointer';
import type { Catalog } from '../catalog';
import type { AskStep, AwaitStep, Branch, CallStep, EndStep, ScaStep, SkillDefinition, Step } from '../skill';

/**
 * One thing that is wrong with a definition: a stable code, a JSON Pointer into the document, a sentence that helps.
 */
export interface Fault {
  code: string;
  pointer: string;
  message: string;
}

/** What every rule is given. */
export interface Subject {
  definition: SkillDefinition;
  catalog: Catalog;
}
export type Rule = (subject: Subject) => Fault[];

export const fault = (code: string, pointer: string, message: string): Fault => ({ code, pointer, message });
export const at = (step: string, ...rest: string[]): string =>
  ['', 'steps', escapeToken(step), ...rest.map(escapeToken)].join('/');

export const isAsk = (step: Step): step is AskStep => 'ask' in step;
export const isCall = (step: Step): step is CallStep => 'call' in step;
export const isAwait = (step: Step): step is AwaitStep => 'await' in step;
export const isSca = (step: Step): step is ScaStep => 'sca' in step;
export const isEnd = (step: Step): step is EndStep => 'end' in step;

/** `next` as a list of branches, however it was written. */
export function branches(step: Step): Branch[] {
  if (isEnd(step) || step.next === undefined) return [];
  return typeof step.next === 'string' ? [{ to: step.next }] : step.next;
}

/** The operation that a step calls, and its arguments with their place. */
export function orders(
  name: string,
  step: Step,
): { operation: string; with: Record<string, unknown>; pointer: string; kind: 'call' | 'sca' | 'undo' }[] {
  if (isSca(step))
    return [{ operation: step.sca.call, with: step.sca.with ?? {}, pointer: at(name, 'sca'), kind: 'sca' }];
  if (!isCall(step)) return [];
  const call = { operation: step.call, with: step.with ?? {}, pointer: at(name), kind: 'call' as const };
  if (!step.compensate) return [call];
  return [
    call,
    {
      operation: step.compensate.call,
      with: step.compensate.with ?? {},
      pointer: at(name, 'compensate'),
      kind: 'undo',
    },
  ];
}

/** Every pointer that a step's conditions look at, as a key or as an operand, with the place where it stands. */
export function questions(name: string, step: Step): { pointer: string; at: string }[] {
  return branches(step).flatMap(({ when = {} }, index) => {
    const place = at(name, 'next', String(index), 'when');
    return [
      ...Object.keys(when).map((pointer) => ({ pointer, at: `${place}/${escapeToken(pointer)}` })),
      ...references(when, place),
    ];
  });
}

/** A place where a definition takes a value, and whether that is before or after its own step has a result. */
export interface Use {
  step: string;
  pointer: string;
  at: string;
  after: boolean;
}

/** Every pointer by which a step takes values (conditions apart: there a missing value just doesn't match). */
export function uses(name: string, step: Step): Use[] {
  const own = orders(name, step).flatMap(({ with: given, pointer, kind }) =>
    references(given as never, `${pointer}/with`).map((found) => ({ step: name, ...found, after: kind === 'undo' })),
  );
  const shown = isAsk(step) ? references(step.show ?? {}, at(name, 'show')) : [];
  const ended = isEnd(step)
    ? [
        ...references(step.credentials ?? {}, at(name, 'credentials')),
        ...references(step.output ?? {}, at(name, 'output')),
      ]
    : [];
  return [...own, ...[...shown, ...ended].map((found) => ({ step: name, ...found, after: false }))];
}

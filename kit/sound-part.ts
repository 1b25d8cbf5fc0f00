import { isObject, type Json, type JsonObject } from '../domain/json';
import { parsePointer } from '../domain/pointer';
import { KINDS, type Step } from '../domain/session/kinds';
import { isOfWays, LIMITS } from '../domain/skill/compile';
import type { SkillDefinition } from '../domain/skill/definition';

/** A document without its faults of shape: what of it can be judged all the same. */
export interface SoundPart {
  definition: SkillDefinition;
  /** The steps that had such a fault. */
  broken: ReadonlySet<string>;
  /** Whether it is known where each step leads. */
  areWaysKnown: boolean;
}

/** What stands in place of a member whose shape is wrong. Nothing is judged by it: its step is broken. */
const EMPTY: Readonly<Record<string, Json>> = {
  ask: { type: 'object', properties: {}, additionalProperties: false },
  call: '',
  await: '',
  sca: { call: '' },
  end: 'failed',
};

/**
 * Takes what has the wrong shape out of a document, so that one mistake in a step hides none in another. `pointers`:
 * the places that are wrong. `undefined` where the document has no steps to judge.
 */
export function soundPart(document: Json, pointers: readonly string[]): SoundPart | undefined {
  if (!isObject(document) || !isObject(document.steps) || Object.keys(document.steps).length === 0) return undefined;
  const wrong = new Set(pointers.map(memberAt));
  const wrongMembers =
    (...path: string[]) =>
    (member: string) =>
      wrong.has([...path, member].join('/'));
  const broken = new Set<string>();
  const steps: Record<string, Step> = {};
  for (const [name, step] of Object.entries(document.steps)) {
    const isWrong = wrongMembers('steps', name);
    const isSound = isObject(step) && !wrong.has(`steps/${name}`) && !Object.keys(step).some(isWrong);
    if (!isSound) broken.add(name);
    steps[name] = isSound ? (step as unknown as Step) : mended(step, isWrong);
  }
  if (wrongMembers()('limits')) broken.add(LIMITS);
  return {
    definition: { ...around(document, wrongMembers()), steps },
    broken,
    areWaysKnown: !pointers.some(
      (pointer) => isOfWays(pointer) || isUnknownKind(document.steps as JsonObject, pointer),
    ),
  };
}

/** The member of the document, or of a step, that a pointer leads to or into. */
function memberAt(pointer: string): string {
  const tokens = parsePointer(pointer) ?? [];
  return tokens.slice(0, tokens[0] === 'steps' ? 3 : 1).join('/');
}

/** A step with a member that is wrong; one of no kind, or of several, stands there as an end. */
function mended(step: Json | undefined, isWrong: (member: string) => boolean): Step {
  const kinds = isObject(step) ? Object.keys(KINDS).filter((kind) => Object.hasOwn(step, kind)) : [];
  const [kind] = kinds;
  if (!isObject(step) || kinds.length !== 1 || kind === undefined) return { end: 'failed' };
  const kept = Object.entries(step).filter(([member]) => !isWrong(member));
  return { [kind]: EMPTY[kind] as Json, ...Object.fromEntries(kept) } as unknown as Step;
}

/** A step whose kind isn't known leads nobody knows where. */
function isUnknownKind(steps: JsonObject, pointer: string): boolean {
  const [root, name = ''] = parsePointer(pointer) ?? [];
  const step = steps[name];
  if (root !== 'steps' || !isObject(step)) return root === 'steps';
  return Object.keys(KINDS).filter((kind) => Object.hasOwn(step, kind)).length !== 1;
}

/** The document's other members. What has the wrong shape is left out, or what nobody judges stands there. */
function around(document: JsonObject, isWrong: (member: string) => boolean): SkillDefinition {
  const kept = Object.fromEntries(Object.entries(document).filter(([member]) => !isWrong(member)));
  const absent = { skill: '', title: '', catalog: '', limits: { expires: 'P1D' }, start: '' };
  return { ...absent, ...kept } as unknown as SkillDefinition;
}

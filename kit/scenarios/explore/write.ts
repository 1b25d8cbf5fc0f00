import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { same } from '../../../domain/skill/condition';
import { type Action, type Stage, usualAction } from '../acting';
import { merged } from '../answers';
import type { EndExpectation, Happening } from '../scenario';
import type { Moment } from '../world';
import { moments } from '../world';
import { labelOf } from './choices';
import type { Stride } from './search';

/** What a walk's strides say as a scenario's happenings. With `all`, also what goes without saying. */
export function happeningsOf(stage: Stage, strides: readonly Stride[], all: boolean): Happening[] {
  return strides.flatMap(({ before, action }) => {
    const usual = usualAction(stage, before);
    const goesWithoutSaying = usual !== undefined && labelOf(usual) === labelOf(action);
    if (goesWithoutSaying && !all) return [];
    const happening = asHappening(stage, before, action, usual);
    return happening ? [happening] : [];
  });
}

/** `undefined` for what a scenario can't bring about: the platform's own work. */
function asHappening(stage: Stage, before: Moment, action: Action, usual: Action | undefined): Happening | undefined {
  const { step } = before.session;
  switch (action.do) {
    case 'submit': {
      const sample = usual?.do === 'submit' ? usual.data : {};
      return { submit: step, ...named('data', differences(sample, action.data)) };
    }
    case 'upload':
      return { upload: step, files: action.files };
    case 'event': {
      const sample = stage.answers.payloadOf(action.event);
      return { event: action.event, ...named('payload', differences(sample, action.payload)) };
    }
    case 'back':
      return { back: step, ...(action.way === 'ok' ? {} : { way: action.way }) };
    case 'pass':
      return { passes: asDuration(action.ms), at: step };
    case 'cancel':
      return { cancel: true, at: step };
    case 'fail':
      return { fails: action.effect.operation.operation, at: action.effect.step, ...codeOf(action.code) };
    case 'return': {
      const { effect, result } = action;
      if (effect.operation.operation.startsWith('session.')) return undefined;
      const sample = stage.answers.completed(before.session, effect, stateOf(result));
      const given =
        isDone(result) && isObject(sample)
          ? differences(sample.result ?? {}, result.result ?? {})
          : differences(sample, result);
      const told = isDone(result) ? given : (merged(given ?? {}, stateOf(result)) as JsonObject);
      return { returns: effect.operation.operation, at: effect.step, ...named('result', told) };
    }
  }
}

const isDone = (result: Json): result is JsonObject => isObject(result) && result.state === 'done';
const stateOf = (result: Json): JsonObject =>
  isObject(result) && typeof result.state === 'string' && 'handle' in result ? { state: result.state } : {};
const codeOf = (code: string): { code?: string } => (code === 'error' ? {} : { code });
const named = (name: string, members: JsonObject | undefined): JsonObject =>
  members && Object.keys(members).length > 0 ? { [name]: members } : {};

/** The members that differ from the sample's; null for one that is left out. */
function differences(sample: Json, value: Json): JsonObject {
  if (!isObject(sample) || !isObject(value)) return {};
  const changed = Object.entries(value).filter(
    ([name, member]) => !Object.hasOwn(sample, name) || !same(sample[name] as Json, member),
  );
  const dropped = Object.keys(sample).filter((name) => !Object.hasOwn(value, name));
  return Object.fromEntries([...changed, ...dropped.map((name) => [name, null] as const)]);
}

const UNITS: readonly [string, number][] = [
  ['H', 3_600_000],
  ['M', 60_000],
  ['S', 1_000],
];

/** A span of time as an ISO 8601 duration, up to the next second. */
export function asDuration(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1_000), 1) * 1_000;
  const days = Math.floor(seconds / 86_400_000);
  let left = seconds % 86_400_000;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left %= size;
    return count > 0 ? `${count}${unit}` : '';
  }).join('');
  return `P${days > 0 ? `${days}D` : ''}${parts === '' ? '' : `T${parts}`}`;
}

/** How a session has ended, as a scenario expects it. */
export function endOf(last: Moment): string | EndExpectation {
  const { step, status } = last.session;
  const undone = moments(last).flatMap(({ started }) =>
    started.flatMap(({ phase, operation }) => (phase === 'undo' ? [operation.operation] : [])),
  );
  const isNamed = last.session.graph.nodes[step]?.kind === 'end';
  if (isNamed) return undone.length > 0 ? { step, undone } : step;
  return { step, status: status as NonNullable<EndExpectation['status']>, ...(undone.length > 0 ? { undone } : {}) };
}

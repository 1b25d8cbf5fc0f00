import { isObject, type Json, type JsonObject } from '../../domain/json';
import type { CallEffect } from '../../domain/session/events';
import { FINISH } from '../../domain/session/platform';
import { view } from '../../domain/session/view';
import { same } from '../../domain/skill/condition';
import type { EndExpectation, Expectation } from './scenario';
import { openSealed } from './sealing';
import { type Moment, moments } from './world';

/** What was expected and what was, for one member of an expectation. */
export interface Mismatch {
  member: string;
  message: string;
}

/** Compares what a session shows with what is expected. `from`: the moment before that which has just happened. */
export function compareMoment(moment: Moment, from: Moment, expected: Expectation): Mismatch[] {
  const { session } = moment;
  const { next } = view(session);
  const shown = next.kind === 'form' ? (next.show ?? {}) : {};
  const message = 'message' in next ? next.message : undefined;
  return [
    ...differs('step', expected.step, session.step),
    ...differs('status', expected.status, session.status),
    ...lacks('shown', expected.shown, openSealed(shown) as JsonObject),
    ...differs('message', expected.message, message),
    ...compareStarted(startedSince(moment, from), expected.started),
  ];
}

/** Compares a session's end with what is expected. A name alone is the step at which it ends. */
export function compareEnd(last: Moment, end: string | EndExpectation): Mismatch[] {
  if (typeof end === 'string') return differs('', end, last.session.step);
  const { session } = last;
  const { reason, output = {} } = view(session);
  const all = moments(last).flatMap(({ started }) => started);
  const undone = all.filter(({ phase }) => phase === 'undo').map(nameOf);
  const delivered = all.find(({ operation }) => operation.operation === FINISH.operation)?.args.credentials ?? {};
  return [
    ...differs('step', end.step, session.step),
    ...differs('status', end.status, session.status),
    ...differs('reason', end.reason, reason?.code),
    ...lacks('output', end.output, output),
    ...differs('credentials', sorted(end.credentials), sorted(Object.keys(delivered as JsonObject))),
    ...differs('undone', end.undone, undone),
  ];
}

const sorted = (names: string[] | undefined): string[] | undefined => names && [...names].sort();
const nameOf = ({ operation }: CallEffect): string => operation.operation;

function startedSince(moment: Moment, from: Moment): CallEffect[] {
  const all: CallEffect[] = [];
  for (let at: Moment | undefined = moment; at && at !== from; at = at.before) all.unshift(...at.started);
  return all.filter(({ phase }) => phase !== 'discard' && phase !== 'finish');
}

function compareStarted(started: CallEffect[], expected: Expectation['started']): Mismatch[] {
  if (!expected) return [];
  const names = expected.map((one) => (typeof one === 'string' ? one : one.call));
  const mismatch = differs('started', names, started.map(nameOf));
  if (mismatch.length > 0) return mismatch;
  return expected.flatMap((one, index) =>
    typeof one === 'string' ? [] : lacks('started', one.with, openSealed(started[index]?.args ?? {}) as JsonObject),
  );
}

function differs(member: string, expected: Json | undefined, was: Json | undefined): Mismatch[] {
  if (expected === undefined || (was !== undefined && same(expected, was))) return [];
  return [
    { member, message: `Expected ${member || 'the end'} to be ${shortly(expected)}, and it was ${shortly(was)}.` },
  ];
}

/** Each member that is expected has to be there with its value; others may be there, too. */
function lacks(member: string, expected: JsonObject | undefined, was: JsonObject): Mismatch[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const found = Object.hasOwn(was, name) ? was[name] : undefined;
    const isThere =
      found !== undefined &&
      (same(value, found) || (isObject(value) && isObject(found) && lacks('', value, found).length === 0));
    const message = `Expected ${member} '${name}' to be ${shortly(value)}, and it was ${shortly(found)}.`;
    return isThere ? [] : [{ member, message }];
  });
}

/** A value as it is told, cut. */
function shortly(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

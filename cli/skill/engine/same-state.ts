import { isObject, type Json } from '../../../domain/json';
import type { Session } from '../../../domain/session/session';
import { same } from '../../../domain/skill/condition';

/** Members that are moments or spans of time: an engine has a clock of its own. */
const TIMES: ReadonlySet<string> = new Set([
  'at',
  'since',
  'started_at',
  'expires_at',
  'active_at',
  'idle_used',
  'entered_at',
  'refused_until',
  'looked_at',
  'deadline',
  'total',
]);

/** A session's whole state but its times. */
function timeless(value: Json): Json {
  if (Array.isArray(value)) return value.map(timeless);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name, inner]) => inner !== undefined && !TIMES.has(name));
  return Object.fromEntries(members.map(([name, inner]) => [name, timeless(inner)]));
}

/** The members in which two sessions differ; none where they are the same but for the clock. */
export function differences(one: Session, other: Session): string[] {
  const [a, b] = [one, other].map((session) => timeless(session as unknown as Json) as Record<string, Json>);
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  return [...names].filter((name) => {
    const [left, right] = [a?.[name], b?.[name]];
    return left === undefined || right === undefined ? left !== right : !same(left, right);
  });
}

import type { EventType, TenantEventData } from '../tenant-event';
import { stepOf } from './kinds';
import { isClosed, type Session, type Time, type Untold } from './session';
import type { Move } from './transition';
import { reasonOf } from './view';
import { isEventAwaited, isUserAwaited } from './waiting';

/**
 * What a session's tenant is told of one transition, in order, and the session that has counted it. `before`: the
 * session as it was; `undefined` where it has just begun. `moves`: the ways that the transition took.
 */
export function tell<S extends Session>(
  before: Session | undefined,
  session: S,
  moves: Move[],
  at: Time,
): [S, Untold[]] {
  const { told = 0 } = session;
  const events = newsOf(before, session, moves).map(({ type, ...more }, index) => ({
    number: told + index + 1,
    type,
    at,
    data: { ...aboutOf(session), ...more },
  }));
  return events.length === 0 ? [session, []] : [{ ...session, told: told + events.length }, events];
}

type News = { type: EventType } & TenantEventData;

/** What has happened, in order: it began, steps were completed, reminders were given, it waits or has ended. */
function newsOf(before: Session | undefined, after: Session, moves: Move[]): News[] {
  if (before && isClosed(before.status)) return [];
  return [...begun(before, after), ...completed(after, moves), ...reminded(before, after), ...standing(before, after)];
}

/** What every event of a session says. No personal data: the reference is the tenant's own, the rest the definition's. */
function aboutOf({ session_id, graph, status, input }: Session): TenantEventData {
  const { reference } = input;
  return { session_id, skill: graph.skill, status, ...(typeof reference === 'string' ? { reference } : {}) };
}

function begun(before: Session | undefined, after: Session): News[] {
  if (before) return [];
  return [{ type: 'session.created', ...(waitOf(after) ? { step: after.step } : {}) }];
}

/** Kinds of step that the user meets. */
const MET: ReadonlySet<string> = new Set(['ask', 'sca']);

/** The steps that were left with a result: only then are the required files there. */
function completed(after: Session, moves: Move[]): News[] {
  return moves
    .filter((move) => 'branch' in move && MET.has(stepOf(after, move.from)?.node.kind ?? ''))
    .map(({ from }) => ({ type: 'session.step_completed', step: from }));
}

function reminded(before: Session | undefined, { reminders = [] }: Session): News[] {
  const last = before?.reminders?.at(-1)?.number ?? 0;
  return reminders
    .filter(({ number }) => number > last)
    .map(({ number, step, event }) => ({ type: 'session.reminder', step, event, number }));
}

/** The end, once it is shown; else the wait, where it is another. That it has begun with one says its creation. */
function standing(before: Session | undefined, after: Session): News[] {
  if (isClosed(after.status)) return [endOf(after)];
  const wait = waitOf(after);
  const isNew = wait !== undefined && before !== undefined && wait !== waitOf(before);
  return isNew ? [{ type: 'session.waiting', step: after.step }] : [];
}

const ENDS = {
  COMPLETED: 'session.completed',
  REJECTED: 'session.rejected',
  CANCELLED: 'session.cancelled',
  EXPIRED: 'session.expired',
  FAILED: 'session.failed',
} as const satisfies Record<string, EventType>;

/** Codes only: a reason's words may be a partner's, about its user. */
function endOf(after: Session): News {
  const { reason } = reasonOf(after);
  return {
    type: ENDS[after.status as keyof typeof ENDS],
    ...(after.credentials_id === undefined ? {} : { credentials_id: after.credentials_id }),
    ...(reason ? { reason_code: reason.code } : {}),
  };
}

/**
 * What an open session waits for, as a text to compare; `undefined` while it is at work itself. Calls are work, however
 * long they take. A form that is shown again is another wait.
 */
function waitOf(s: Session): string | undefined {
  if (!isUserAwaited(s) && !isEventAwaited(s)) return undefined;
  return JSON.stringify([s.status, s.step, s.waiting.kind, s.forms]);
}

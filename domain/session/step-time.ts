import { fill } from '../pointer';
import type { NodeCommon } from '../skill/graph';
import { timeOf } from '../skill/time';
import type { Session, Time } from './session';
import { lookup, type Transition } from './transition';

/** The end of the step's time, `within` ms from its entry or its `until`, whichever comes first. */
export const timeIsUpAt = ({ entered_at, until }: Session, within: number): Time =>
  Math.min(entered_at + within, until ?? Number.POSITIVE_INFINITY);

/** The end of the step's time, as a part of an effect; empty where the step has no limit. */
export const deadlineOf = ({ s }: Transition, { within }: NodeCommon): { deadline?: Time } =>
  within === undefined ? {} : { deadline: timeIsUpAt(s, within) };

/** Reads the step's `until` as it is entered. A value that is missing or no time is as if there were no `until`. */
export function readUntil(s: Session, { until }: NodeCommon): void {
  const at = until === undefined ? undefined : timeOf(fill(until, lookup(s)));
  if (at === undefined) delete s.until;
  // A sandbox session that was made older looks at the clock as it would by then.
  else s.until = at - (s.skipped ?? 0);
}

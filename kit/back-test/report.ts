import type { Comparison, Parting } from './back-test';

/** What a new version would have done with recorded sessions. Counts and names of the documents; nothing of a user. */
export interface BackTestReport {
  sessions: number;
  /** Sessions that would have gone as they did. */
  same: number;
  parted: PartedSessions[];
  /** Fields that nobody can judge, since their values are sealed, with the sessions that have them. */
  unjudged: { field: string; sessions: number }[];
  /** Histories of other skills, and files that are none. */
  skipped: number;
  unreadable: number;
}

/** Sessions that part at the same place for the same reason. */
export interface PartedSessions extends Omit<Parting, 'event'> {
  count: number;
  /** Hashes of the sessions' ids, and the engine's number of the event at which each parts: the first ones. */
  sessions: { id: string; event: number; old_end: string }[];
}

/** Sessions that are named of each group, at most. */
const MOST_NAMED = 20;

/** Counts comparisons. `id`: a hash, which whoever has the session's id can make again. */
export function reportOf(
  compared: readonly { id: string; comparison: Comparison }[],
  { skipped, unreadable }: Pick<BackTestReport, 'skipped' | 'unreadable'>,
): BackTestReport {
  const groups = new Map<string, PartedSessions>();
  const unjudged = new Map<string, number>();
  for (const { id, comparison } of compared) {
    for (const field of comparison.unjudged) unjudged.set(field, (unjudged.get(field) ?? 0) + 1);
    if (!comparison.parting) continue;
    const { event, ...place } = comparison.parting;
    const key = JSON.stringify(place);
    const group = groups.get(key) ?? { ...place, count: 0, sessions: [] };
    group.count += 1;
    if (group.sessions.length < MOST_NAMED) group.sessions.push({ id, event, old_end: comparison.old });
    groups.set(key, group);
  }
  return {
    sessions: compared.length,
    same: compared.filter(({ comparison }) => !comparison.parting).length,
    parted: [...groups.values()].sort((a, b) => b.count - a.count),
    unjudged: [...unjudged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, sessions]) => ({ field, sessions })),
    skipped,
    unreadable,
  };
}

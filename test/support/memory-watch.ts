import type { DueCheck, DueCheckPort, WatchNotePort } from '../../store/store';

/** The checks to come, in memory. */
export function memoryDueChecks(): DueCheckPort {
  const checks = new Map<string, DueCheck>();
  const idOf = ({ kind, at, credentials_id }: DueCheck) => `${kind} ${at.toISOString()} ${credentials_id}`;
  return {
    async add(check) {
      if (!checks.has(idOf(check))) checks.set(idOf(check), check);
    },
    due: async (kind, now, limit) =>
      [...checks]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, check]) => check)
        .filter((check) => check.kind === kind && check.at <= now)
        .slice(0, limit),
    remove: async (check) => void checks.delete(idOf(check)),
  };
}

/** What the watch notes, in memory. */
export function memoryWatchNotes(): WatchNotePort {
  const notes = new Map<string, string>();
  return {
    find: async (id) => notes.get(id),
    put: async (id, value) => void notes.set(id, value),
    add: async (id, value) => !notes.has(id) && notes.set(id, value) !== undefined,
    remove: async (id) => void notes.delete(id),
    list: async (prefix, after, limit) =>
      [...notes]
        .map(([id, value]) => ({ id, value }))
        .filter(({ id }) => id.startsWith(prefix) && id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
  };
}

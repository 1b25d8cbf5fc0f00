import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { inserted } from './connection';
import type { ChangeDoc } from './models';
import { placeOf, readFollowing } from './numbered';
import type { ChangePort } from './store';

/** ms that an entry stays in the log, by the clock of its own writer, who removes it. */
export const CHANGES_KEPT_FOR = 30_000;
/** ms after which anybody removes it: its writer is gone. Clocks may differ by as much. */
const LEFT_BEHIND = 60 * 60_000;
/** ms after its last entry until a writer looks for the end anew: others may have written and removed much since. */
const SURE_FOR = 5_000;
const TRIM_EVERY = 10_000;
/** Entries that are read at once. */
const BATCH = 200;

/** ms between two reads that find entries beyond a gap: there is none but where a reader was away for too long. */
const GAPS_EVERY = 10_000;

/**
 * The log of changed sessions. Its entries are numbered, and an entry is inserted only once the one before is there: of
 * two writers who insert under one number one wins, and the other takes the next. So whoever has read up to a number
 * misses nothing, whosever clock is wrong. The newest entry is never removed, for the numbers go on from it. `clock` in
 * ms since the epoch.
 */
export function changePort(connection: Connection, clock: () => number = Date.now): ChangePort {
  const by = randomUUID();
  let last = 0;
  let sureUntil = 0;
  let trimAt = 0;
  let gapsAt = 0;
  const log = () => connection.getClient().db(connection.name).collection<ChangeDoc>('changes');
  const newest = () => log().findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });

  const findEnd = async (): Promise<void> => {
    const end = await newest();
    last = end ? Number(end._id) : last;
  };
  const trim = async (): Promise<void> => {
    trimAt = clock() + TRIM_EVERY;
    const before = (age: number) => ({ $lt: new Date(clock() - age) });
    const old = [{ by, at: before(CHANGES_KEPT_FOR) }, { at: before(LEFT_BEHIND) }];
    await log().deleteMany({ _id: { $lt: placeOf(last) }, $or: old });
  };

  const beyond = (position: string): Promise<ChangeDoc[]> => {
    gapsAt = clock() + GAPS_EVERY;
    return log()
      .find({ _id: { $gt: position } }, { sort: { _id: 1 }, limit: BATCH })
      .toArray();
  };

  return {
    async append(sessions) {
      if (clock() > sureUntil) await findEnd();
      const at = new Date(clock());
      while (!(await inserted(log().insertOne({ _id: placeOf(last + 1), sessions, at, by })))) await findEnd();
      last += 1;
      sureUntil = clock() + SURE_FOR;
      if (clock() > trimAt) await trim();
    },
    async end() {
      return (await newest())?._id ?? placeOf(0);
    },
    async after(position) {
      const following = await readFollowing(position, BATCH, (_id) => log().findOne({ _id }));
      const found = following.length > 0 || clock() < gapsAt ? following : await beyond(position);
      return found.map(({ _id, sessions }) => ({ position: _id, sessions }));
    },
  };
}

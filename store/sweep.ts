import type { Connection } from 'mongoose';
import { filesOf, removeById } from './files/chunks';
import { EXPIRING, LIMITS } from './models';

/** Records of each kind that one sweep removes at most, so that it never holds anyone up for long. */
const BATCH = 200;
const DAY = 24 * 60 * 60_000;

/**
 * A sweep: removes expired idempotency records, pages, counts and used tickets, files of sessions that were over a day
 * ago, and uploads that were not completed within a day. FerretDB has no TTL indexes, so the processes sweep
 * themselves.
 */
export function sweeper(connection: Connection): (now: Date) => Promise<number> {
  const files = async (now: Date): Promise<number> => {
    const before = { $lt: new Date(now.getTime() - DAY) };
    const leftBehind = { $or: [{ 'metadata.expires_at': before }, { 'metadata.sha256': '', uploadDate: before }] };
    const found = await filesOf(connection)
      .find(leftBehind, { projection: { _id: 1 } })
      .limit(BATCH)
      .toArray();
    for (const { _id } of found) await removeById(connection, _id);
    return found.length;
  };

  const expired = async (name: string, field: string, now: Date): Promise<number> => {
    const collection = connection.getClient().db(connection.name).collection(name);
    const filter = { [field]: { $lt: now } };
    const found = await collection
      .find(filter, { projection: { _id: 1 } })
      .limit(BATCH)
      .toArray();
    if (found.length === 0) return 0;
    // The condition again: what was renewed in between stays.
    const { deletedCount } = await collection.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...filter });
    return deletedCount;
  };

  return async (now) => {
    let removed = await expired(LIMITS, 'expire', now);
    for (const name of EXPIRING) removed += await expired(name, 'expires_at', now);
    return removed + (await files(now));
  };
}

import { type Connection, mongo } from 'mongoose';
import { chunksOf, filesOf, removeFile } from './files';
import { LIMITS } from './models';

/** At most so many of each kind at a time: a sweep never holds up anyone for long. */
const BATCH = 200;
const DAY = 24 * 60 * 60_000;

/**
 * Removes idempotency records and rate counts that have expired, files of sessions that are long over, and pieces of uploads
 * whose process died. The engine on one machine has no TTL indexes, so the processes do it themselves.
 */
export function sweeper(connection: Connection): (now: Date) => Promise<number> {
  let after = new mongo.ObjectId('0'.repeat(24));

  /** Pieces a day old whose file was never completed. Goes on where it left off, from the start again after the last. */
  const orphans = async (now: Date): Promise<number> => {
    const before = mongo.ObjectId.createFromTime(Math.floor((now.getTime() - DAY) / 1000));
    const pieces = await chunksOf(connection)
      .find({ _id: { $gt: after, $lt: before } }, { projection: { files_id: 1 } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const last = pieces.length === BATCH ? pieces.at(-1) : undefined;
    after = last?._id ?? new mongo.ObjectId('0'.repeat(24));
    let removed = 0;
    for (const id of new Set(pieces.map((piece) => piece.files_id))) {
      if (await filesOf(connection).findOne({ _id: { $eq: id } }, { projection: { _id: 1 } })) continue;
      await removeFile(connection, id);
      removed++;
    }
    return removed;
  };

  const leftBehind = async (now: Date): Promise<number> => {
    const over = { 'metadata.expires_at': { $lt: new Date(now.getTime() - DAY) } };
    const files = await filesOf(connection)
      .find(over, { projection: { _id: 1 } })
      .limit(BATCH)
      .toArray();
    for (const { _id } of files) await removeFile(connection, _id);
    return files.length;
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
    const counts = [
      await expired('idempotency', 'expires_at', now),
      await expired(LIMITS, 'expire', now),
      await leftBehind(now),
      await orphans(now),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

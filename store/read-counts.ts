import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { inserted } from './connection';
import type { Models, ReadCountDoc } from './models';
import type { ReadCountPort } from './store';

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * A count is a row of documents: that a list was read for the nth time is an insert under the number n, which only one
 * of several readers wins; the others take the next number. The highest count of any list is kept in the same way.
 */
export function readCountPort({ readCounts }: Models): ReadCountPort {
  /** Where this process found the end of a row, so that it need not begin at 1 again. */
  const ends = new LRUCache<string, number>({ max: 10_000 });
  const put = (_id: string, expires_at: Date) => inserted(readCounts.create({ _id, expires_at }));
  const exists = async (_id: string) => (await readCounts.findById(_id).lean<ReadCountDoc>()) !== null;
  const rowOf = (credentials_id: string, day: string, list: string) => `${credentials_id}/${day}/${hash(list)}`;
  const spent = (credentials_id: string) => `${credentials_id}/spent`;
  const highest = (credentials_id: string, day: string) => `${credentials_id}/${day}/most`;

  return {
    async add(credentials_id, day, list, { limit, expires_at }) {
      const row = rowOf(credentials_id, day, list);
      let count = (ends.get(row) ?? 0) + 1;
      while (count <= limit && !(await put(`${row}/${count}`, expires_at))) count++;
      ends.set(row, Math.min(count, limit));
      // Whether that is taken or not: another list was read as often.
      if (count <= limit) await put(`${highest(credentials_id, day)}/${count}`, expires_at);
    },
    async most(credentials_id, day, limit) {
      const row = highest(credentials_id, day);
      let count = Math.min(ends.get(row) ?? 0, limit);
      while (count < limit && (await exists(`${row}/${count + 1}`))) count++;
      ends.set(row, count);
      return count;
    },
    async spend(credentials_id, expires_at) {
      const _id = spent(credentials_id);
      await readCounts.replaceOne({ _id }, { _id, expires_at }, { upsert: true });
    },
    async spentUntil(credentials_id) {
      return (await readCounts.findById(spent(credentials_id)).lean<ReadCountDoc>())?.expires_at;
    },
  };
}

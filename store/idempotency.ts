import { createHash, randomUUID } from 'node:crypto';
import { trusted } from 'mongoose';
import { isDuplicate } from './connection';
import type { IdempotencyDoc, Models } from './models';
import type { Begun, IdempotencyPort } from './store';

/** ms. */
const KEPT_FOR = 24 * 60 * 60_000;
const LEASED_FOR = 60_000;

const hash = (key: string) => createHash('sha256').update(key).digest('base64url');

/** `clock` in ms since the epoch: an expired record counts as absent from that moment, whenever it is swept. */
export function idempotencyPort({ idempotency }: Models, clock: () => number = Date.now): IdempotencyPort {
  const fresh = (fingerprint: string) => ({
    fingerprint,
    lease: randomUUID(),
    leased_until: new Date(clock() + LEASED_FOR),
    expires_at: new Date(clock() + KEPT_FOR),
  });

  /** Takes over what has expired, or what its first owner left in flight. */
  const takeOver = async (_id: string, fingerprint: string): Promise<Begun | undefined> => {
    const now = trusted({ $lte: new Date(clock()) });
    const abandoned = { fingerprint, leased_until: now, response: trusted({ $exists: false }) };
    const mine = fresh(fingerprint);
    const { modifiedCount } = await idempotency.updateOne(
      { _id, $or: [{ expires_at: now }, abandoned] },
      { $set: mine, $unset: { response: 1 } },
    );
    return modifiedCount === 1 ? { state: 'new', lease: mine.lease } : undefined;
  };

  return {
    async begin(key, fingerprint) {
      const _id = hash(key);
      const mine = fresh(fingerprint);
      try {
        await idempotency.create({ _id, ...mine });
        return { state: 'new', lease: mine.lease };
      } catch (cause) {
        if (!isDuplicate(cause)) throw cause;
      }
      const taken = await takeOver(_id, fingerprint);
      if (taken) return taken;
      const found = await idempotency.findById(_id).lean<IdempotencyDoc>();
      if (!found) return { state: 'in_flight' };
      if (found.fingerprint !== fingerprint) return { state: 'mismatch' };
      if (!found.response) return { state: 'in_flight' };
      const { status, headers, body } = found.response;
      return { state: 'replay', response: { status, headers: JSON.parse(headers), body: { $sealed: body } } };
    },
    async complete(key, lease, { status, headers, body }) {
      const response = { status, headers: JSON.stringify(headers), body: body.$sealed };
      await idempotency.updateOne({ _id: hash(key), lease }, { $set: { response } }, { runValidators: true });
    },
    async abandon(key, lease) {
      await idempotency.deleteOne({ _id: hash(key), lease, response: trusted({ $exists: false }) });
    },
  };
}

import { idempotencyRecordId, newLeaseId } from '../security/ids';
import { inserted } from './connection';
import type { IdempotencyDoc, Models } from './models';
import type { Begun, IdempotencyPort, StoredResponse } from './store';

/** ms. */
const KEPT_FOR = 24 * 60 * 60_000;
const LEASED_FOR = 60_000;

const responseOf = ({ status, headers, body }: NonNullable<IdempotencyDoc['response']>): StoredResponse => ({
  status,
  headers: JSON.parse(headers),
  body: { $sealed: body },
});

/**
 * The store of idempotency records. `clock` in ms since the epoch: an expired record counts as absent, swept or not.
 */
export function idempotencyPort({ idempotency }: Models, clock: () => number = Date.now): IdempotencyPort {
  const fresh = (fingerprint: string) => ({
    fingerprint,
    lease: newLeaseId(),
    leased_until: new Date(clock() + LEASED_FOR),
    expires_at: new Date(clock() + KEPT_FOR),
  });

  /**
   * Takes over a record that has expired or whose lease ran out. Of several who try at once, the one whose claim is
   * inserted gets it.
   */
  const takeOver = async (_id: string, fingerprint: string, lease: string): Promise<Begun> => {
    const mine = fresh(fingerprint);
    if (!(await inserted(idempotency.create({ ...mine, _id: `${_id}/${lease}` })))) return { state: 'in_flight' };
    await idempotency.updateOne({ _id }, { $set: mine, $unset: { response: 1 } });
    return { state: 'new', lease: mine.lease };
  };

  const held = async (key: string, lease: string): Promise<IdempotencyDoc | undefined> => {
    const found = await idempotency.findById(idempotencyRecordId(key)).lean<IdempotencyDoc>();
    return found?.lease === lease ? found : undefined;
  };

  const again = (found: IdempotencyDoc, fingerprint: string): Begun | Promise<Begun> => {
    const { _id, lease, response } = found;
    if (found.expires_at.getTime() <= clock()) return takeOver(_id, fingerprint, lease);
    if (found.fingerprint !== fingerprint) return { state: 'mismatch' };
    if (response) return { state: 'replay', response: responseOf(response) };
    return found.leased_until.getTime() <= clock() ? takeOver(_id, fingerprint, lease) : { state: 'in_flight' };
  };

  return {
    async begin(key, fingerprint) {
      const _id = idempotencyRecordId(key);
      const mine = fresh(fingerprint);
      if (await inserted(idempotency.create({ _id, ...mine }))) return { state: 'new', lease: mine.lease };
      const found = await idempotency.findById(_id).lean<IdempotencyDoc>();
      return found ? again(found, fingerprint) : { state: 'in_flight' };
    },
    async complete(key, lease, { status, headers, body }) {
      if (!(await held(key, lease))) return;
      const response = { status, headers: JSON.stringify(headers), body: body.$sealed };
      // If another has taken over at this very moment, this is still an answer to the same request.
      await idempotency.updateOne({ _id: idempotencyRecordId(key) }, { $set: { response } }, { runValidators: true });
    },
    async abandon(key, lease) {
      const mine = await held(key, lease);
      if (mine && !mine.response) await idempotency.deleteOne({ _id: idempotencyRecordId(key) });
    },
  };
}

import { randomUUID } from 'node:crypto';
import { trusted } from 'mongoose';
import type { Delivery } from '../domain/delivery/delivery';
import type { EventType } from '../domain/tenant-event';
import type { DeliveryDoc, DeliveryStateDoc, Models, ReplayDoc } from './models';
import type {
  DeliveryLogPort,
  DeliveryProgress,
  DeliveryRecord,
  DeliveryStatePort,
  KeptAttempt,
  Replay,
  ReplayPort,
} from './store';

/** ms that a delivery stays in the log from its last attempt on. */
export const DELIVERIES_KEPT_FOR = 30 * 24 * 60 * 60_000;

/** How each endpoint's delivery stands, in one document, which its delivery alone writes. */
export const deliveryStatePort = ({ deliveryStates }: Models): DeliveryStatePort => ({
  async find(_id) {
    const found = await deliveryStates.findById(_id).lean<DeliveryStateDoc>();
    return found ? { delivery: JSON.parse(found.delivery) as Delivery, awake_until: found.awake_until } : undefined;
  },
  async put(_id, { delivery, awake_until }) {
    const set = { delivery: JSON.stringify(delivery), awake_until };
    await deliveryStates.updateOne({ _id }, { $set: set }, { upsert: true });
  },
  awakeUntil: async (_id) =>
    (await deliveryStates.findById(_id, { awake_until: 1 }).lean<DeliveryStateDoc>())?.awake_until,
  async remove(_id) {
    await deliveryStates.deleteOne({ _id });
  },
});

const idOf = (endpoint_id: string, position: string): string => `${endpoint_id} ${position}`;
/** Sorts after every position. */
const LAST = '~';

/** The log of deliveries, a document each. */
export const deliveryLogPort = ({ deliveries }: Models, clock: () => number = Date.now): DeliveryLogPort => ({
  async find(endpoint_id, position) {
    const found = await deliveries.findById(idOf(endpoint_id, position)).lean<DeliveryDoc>();
    return found ? recordOf(found) : undefined;
  },
  async put({ position, attempts, due, ...rest }) {
    const _id = idOf(rest.endpoint_id, position);
    const expires_at = new Date(clock() + DELIVERIES_KEPT_FOR);
    const set = { ...rest, attempts: JSON.stringify(attempts), expires_at, ...(due ? { due } : {}) };
    const update = { $set: set, ...(due ? {} : { $unset: { due: 1 as const } }) };
    await deliveries.updateOne({ _id }, update, { upsert: true });
  },
  async list(endpoint_id, { state, before, limit }) {
    const between = { $gt: idOf(endpoint_id, ''), $lt: idOf(endpoint_id, before ?? LAST) };
    const found = await deliveries
      .find({ _id: trusted(between), ...(state ? { state } : {}) })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<DeliveryDoc[]>();
    return found.map(recordOf);
  },
  async removeAll(endpoint_id) {
    await deliveries.deleteMany({ endpoint_id });
  },
});

const recordOf = ({ _id, expires_at: _expires, type, state, attempts, ...rest }: DeliveryDoc): DeliveryRecord => ({
  ...rest,
  position: _id.slice(rest.endpoint_id.length + 1),
  type: type as EventType,
  state: state as DeliveryProgress,
  attempts: JSON.parse(attempts) as KeptAttempt[],
});

/** Wishes for replays: each is inserted once and deleted once. */
export const replayPort = ({ replays }: Models, clock: () => number = Date.now): ReplayPort => ({
  async add(endpoint_id, replay) {
    const _id = `${endpoint_id} ${new Date(clock()).toISOString()} ${randomUUID()}`;
    await replays.create({ _id, endpoint_id, replay: JSON.stringify(replay) });
  },
  async list(endpoint_id) {
    const found = await replays.find({ endpoint_id }).lean<ReplayDoc[]>();
    return found
      .sort((a, b) => (a._id < b._id ? -1 : 1))
      .map(({ _id, replay }) => ({ id: _id, replay: JSON.parse(replay) as Replay }));
  },
  async remove(_id) {
    await replays.deleteOne({ _id });
  },
  async removeAll(endpoint_id) {
    await replays.deleteMany({ endpoint_id });
  },
});

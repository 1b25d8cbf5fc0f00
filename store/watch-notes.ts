import { trusted } from 'mongoose';
import { inserted } from './connection';
import type { Models, WatchNoteDoc } from './models';
import type { WatchNotePort } from './store';

/** Sorts after every character of an id. */
const LAST = '\uffff';

/** What the watch remembers, one small document a thing. */
export const watchNotePort = ({ watchNotes }: Models): WatchNotePort => ({
  find: async (_id) => (await watchNotes.findById(_id).lean<WatchNoteDoc>())?.value,
  async put(_id, value) {
    await watchNotes.updateOne({ _id }, { $set: { value } }, { upsert: true });
  },
  add: (_id, value) => inserted(watchNotes.create({ _id, value })),
  async remove(_id) {
    await watchNotes.deleteOne({ _id });
  },
  async list(prefix, after, limit) {
    const found = await watchNotes
      .find({ _id: trusted({ $gte: prefix, $gt: after, $lt: `${prefix}${LAST}` }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<WatchNoteDoc[]>();
    return found.map(({ _id, value }) => ({ id: _id, value }));
  },
});

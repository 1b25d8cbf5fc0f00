import type { DraftDoc, Models } from './models';
import type { Draft, DraftPort } from './store';

const draftOf = ({ _id, ...rest }: DraftDoc): Draft => rest;

/** Drafts of skills. Each change is one of its own, so that sessions can be shown that began with an earlier one. */
export const draftPort = ({ drafts }: Models): DraftPort => ({
  async put({ client_id, skill, digest, ...rest }) {
    const _id = `${client_id} ${skill} ${digest}`;
    await drafts.updateOne({ _id }, { $set: { client_id, skill, digest, ...rest } }, { upsert: true });
  },
  async newest(client_id, skill) {
    const [found] = await drafts.find({ client_id, skill }).sort({ at: -1 }).limit(1).lean<DraftDoc[]>();
    return found && draftOf(found);
  },
  async find(skill, digest, client_id) {
    const of = client_id === undefined ? {} : { client_id };
    const found = await drafts.findOne({ skill, digest, ...of }).lean<DraftDoc>();
    return found ? draftOf(found) : undefined;
  },
  count: (client_id) => drafts.countDocuments({ client_id }),
});

import { trusted } from 'mongoose';
import { inserted } from './connection';
import type { DueCheckDoc, Models } from './models';
import type { DueCheck, DueCheckKind, DueCheckPort } from './store';

const idOf = ({ kind, at, credentials_id }: Pick<DueCheck, 'kind' | 'at' | 'credentials_id'>): string =>
  `${kind} ${at.toISOString()} ${credentials_id}`;

function checkOf({ _id, ...rest }: DueCheckDoc): DueCheck {
  const [kind, at, credentials_id] = _id.split(' ') as [DueCheckKind, string, string];
  return { kind, at: new Date(at), credentials_id, ...rest };
}

/**
 * Checks to come, each in a small document that goes when it is done. So what is due is the beginning of an index, and
 * where a server has to read all of them, it reads nothing else.
 */
export const dueCheckPort = ({ dueChecks }: Models): DueCheckPort => ({
  async add({ client_id, said, ...rest }) {
    await inserted(dueChecks.create({ _id: idOf(rest), client_id, ...(said === undefined ? {} : { said }) }));
  },
  async due(kind, now, limit) {
    // Ids go on behind the time, so all of that very millisecond are among them.
    const until = `${kind} ${new Date(now.getTime() + 1).toISOString()}`;
    const found = await dueChecks
      .find({ _id: trusted({ $gte: `${kind} `, $lt: until }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<DueCheckDoc[]>();
    return found.map(checkOf);
  },
  async remove(check) {
    await dueChecks.deleteOne({ _id: idOf(check) });
  },
});

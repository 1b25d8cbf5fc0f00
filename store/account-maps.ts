import type { AccountMapDoc, Models } from './models';
import type { AccountMapPort } from './store';

/** Which account is which at the bank, one document for each credentials. */
export function accountMapPort({ accountMaps }: Models): AccountMapPort {
  return {
    async find(credentials_id) {
      const found = await accountMaps.findById(credentials_id).lean<AccountMapDoc>();
      return found ? { $sealed: found.body } : undefined;
    },
    // Whoever comes last: two maps made at the same time are made of the same list.
    async put(_id, { $sealed: body }) {
      await accountMaps.updateOne({ _id }, { $set: { body } }, { upsert: true });
    },
    async remove(_id) {
      await accountMaps.deleteOne({ _id });
    },
  };
}

import type { BankNoteDoc, Models } from './models';
import type { BankNotePort } from './store';

/** What a bank has told since credentials were issued, one document a subject. */
export function bankNotePort({ bankNotes }: Models): BankNotePort {
  return {
    async find(_id) {
      const found = await bankNotes.findById(_id).lean<BankNoteDoc>();
      return found ? { $sealed: found.body } : undefined;
    },
    // Whoever comes last: two maps that are made at the same time are made of the same list.
    async put(_id, { $sealed: body }) {
      await bankNotes.updateOne({ _id }, { $set: { body } }, { upsert: true });
    },
  };
}

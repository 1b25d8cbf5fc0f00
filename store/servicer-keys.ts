import { changeNotice } from './change-notice';
import { inserted } from './connection';
import type { Models, ServicerKeyDoc } from './models';
import type { ServicerKey, ServicerKeyPort } from './store';

const idOf = (servicer: string, name: string) => `${servicer}/${name}`;
const keyOf = ({ _id, ...key }: ServicerKeyDoc): ServicerKey => key;

/**
 * Servicers' keys. A process has all of them in memory by their HMACs, so a made-up key costs no look-up of its own.
 * `clock` in ms since the epoch.
 */
export function servicerKeyPort(models: Models, clock: () => number = Date.now): ServicerKeyPort {
  const { servicerKeys } = models;
  let known: Promise<Map<string, ServicerKey>> | undefined;
  const changes = changeNotice(models, 'servicer_keys', clock, () => {
    known = undefined;
  });
  const changed = async (): Promise<void> => {
    known = undefined;
    await changes.announce();
  };

  const all = (): Promise<Map<string, ServicerKey>> => {
    if (known) return known;
    const reading = servicerKeys
      .find({})
      .lean<ServicerKeyDoc[]>()
      .then((found) => new Map(found.map((doc) => [doc.hmac, keyOf(doc)])));
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading;
  };

  return {
    async byHmac(hmac) {
      await changes.hear();
      const found = (await all()).get(hmac);
      if (found) return found;
      // It may have been made this very moment.
      await changes.hearNow();
      return (await all()).get(hmac);
    },
    async list(servicer) {
      const found = await servicerKeys.find({ servicer }).sort({ created_at: 1 }).lean<ServicerKeyDoc[]>();
      return found.map(keyOf);
    },
    async create({ servicer, name, hmac }) {
      const _id = idOf(servicer, name);
      const isCreated = await inserted(
        servicerKeys.create({ _id, servicer, name, hmac, created_at: new Date(clock()) }),
      );
      if (isCreated) await changed();
      return isCreated;
    },
    async end(servicer, name, ends_at) {
      await servicerKeys.updateOne({ _id: idOf(servicer, name) }, { $set: { ends_at } });
      await changed();
    },
  };
}

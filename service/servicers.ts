import { hmacKey, type Keys, newKey } from '../security/keys';
import type { Servicer, ServicerKey, Store } from '../store/store';
import { AdminError, checkProvider, checkSlug, overlapEnd } from './tenant-rules';

/** A change of a servicer's providers: `set` replaces them first. */
export interface ProviderEdit {
  set?: string[];
  add?: string[];
  remove?: string[];
}
/** A servicer's key as administrators see it: without its HMAC. */
export type KeySummary = Omit<ServicerKey, 'hmac'> & { state: 'good' | 'ending' | 'ended' };
/** A new key, shown once. */
export interface NewServicerKey {
  servicer: string;
  name: string;
  servicer_key: string;
}

/** Administration of servicers: companies, the providers whose skills they publish, the keys by which they do. */
export interface ServicerAdmin {
  createServicer(name: string, title?: string, providers?: string[]): Promise<Servicer>;
  listServicers(): Promise<Servicer[]>;
  /** A provider belongs to one servicer at a time. */
  editProviders(servicer: string, edit: ProviderEdit): Promise<Servicer>;
  /** Several keys may be good at once: so a new one is in use before the old one ends. */
  createKey(servicer: string, name: string): Promise<NewServicerKey>;
  listKeys(servicer: string): Promise<KeySummary[]>;
  /** Ends a key: at once, which other processes hear within 2 s, or after an ISO 8601 duration of 90 days at most. */
  endKey(servicer: string, name: string, after?: string): Promise<KeySummary>;
}

/** Keys of one servicer that are good at once. */
const MAX_KEYS = 5;

const isGood = ({ ends_at }: ServicerKey): boolean => ends_at === undefined || ends_at.getTime() > Date.now();
const summary = ({ hmac: _hmac, ...key }: ServicerKey): KeySummary => {
  const state = key.ends_at === undefined ? 'good' : isGood({ hmac: '', ...key }) ? 'ending' : 'ended';
  return { ...key, state };
};

/** Administration of servicers. Throws `AdminError`. */
export function createServicerAdmin({ store, keys }: { store: Store; keys: Keys }): ServicerAdmin {
  const { servicers, servicerKeys } = store;

  const find = async (name: string): Promise<Servicer> => {
    const found = await servicers.byName(name);
    if (found) return found;
    throw new AdminError(`There is no servicer ${JSON.stringify(name)}; give one out of: servicer list`);
  };
  const checkProviders = async (providers: string[], servicer: string): Promise<void> => {
    for (const provider of providers) checkProvider(provider);
    const others = (await servicers.list()).filter(({ name }) => name !== servicer);
    for (const provider of providers) {
      const owner = others.find((other) => other.providers?.includes(provider));
      if (owner) throw new AdminError(`The provider ${provider} belongs to the servicer ${owner.name}.`);
    }
  };
  const findKey = async (servicer: string, name: string): Promise<ServicerKey> => {
    const all = await servicerKeys.list((await find(servicer)).name);
    const found = all.find((key) => key.name === name);
    if (found) return found;
    const names = all.map((key) => key.name).join(', ') || 'none';
    throw new AdminError(`The servicer ${servicer} has no key ${JSON.stringify(name)}. It has: ${names}.`);
  };

  return {
    async createServicer(name, title = name, providers = []) {
      checkSlug('The servicer’s name', name);
      await checkProviders(providers, name);
      if (!(await servicers.create({ name, title, providers })))
        throw new AdminError(`There is a servicer ${name} already.`);
      return find(name);
    },
    listServicers: () => servicers.list(),
    async editProviders(name, { set, add = [], remove = [] }) {
      const { providers = [] } = await find(name);
      const next = [...new Set([...(set ?? providers), ...add])].filter((provider) => !remove.includes(provider));
      await checkProviders(next, name);
      const changed = await servicers.setProviders(name, next);
      if (!changed) throw new AdminError(`The servicer ${name} was removed in the meantime.`);
      return changed;
    },
    async createKey(servicer, name) {
      checkSlug('The key’s name', name);
      const good = (await servicerKeys.list((await find(servicer)).name)).filter(isGood);
      if (good.length >= MAX_KEYS)
        throw new AdminError(
          `The servicer ${servicer} has ${MAX_KEYS} good keys: end one first, see servicer key list.`,
        );
      const servicer_key = newKey('vsk');
      const hmac = hmacKey(keys.pepper, servicer_key);
      if (!(await servicerKeys.create({ servicer, name, hmac })))
        throw new AdminError(`There is or was a key ${name} of ${servicer}: choose another name, such as ${name}-2.`);
      return { servicer, name, servicer_key };
    },
    listKeys: async (servicer) => (await servicerKeys.list((await find(servicer)).name)).map(summary),
    async endKey(servicer, name, after) {
      const key = await findKey(servicer, name);
      const ends_at = after === undefined ? new Date() : overlapEnd(after);
      // What has ended stays ended, and an end never moves away.
      if (key.ends_at && key.ends_at <= ends_at) return summary(key);
      await servicerKeys.end(servicer, name, ends_at);
      return summary({ ...key, ends_at });
    },
  };
}

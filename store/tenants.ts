import { LRUCache } from 'lru-cache';
import { changeNotice } from './change-notice';
import { inserted } from './connection';
import type { Models, ServicerDoc, TenantDoc } from './models';
import type { Servicer, ServicerPort, Tenant, TenantPort } from './store';
import { tenantDirectory } from './tenant-directory';

/** ms that a process may use a tenant from its cache, if it doesn't hear of a change before. */
const CACHE_TTL = 5_000;
const CACHE_SIZE = 2_000;

const tenantOf = ({ _id, ...rest }: TenantDoc): Tenant => ({ client_id: _id, ...rest });
const servicerOf = ({ _id, ...rest }: ServicerDoc): Servicer => ({ name: _id, ...rest });

/** Whether a value can be looked up. A driver may take `undefined` for no condition at all; here it finds nothing. */
const isGiven = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** `clock` in ms since the epoch. */
export function tenantPort(models: Models, clock: () => number = Date.now): TenantPort {
  const { tenants } = models;
  const byId = cached(async (client_id) => {
    const found = await tenants.findById(client_id).lean<TenantDoc>();
    return found ? tenantOf(found) : undefined;
  });
  const directory = tenantDirectory(models, clock);
  const changes = changeNotice(models, 'tenants', clock, () => {
    byId.forgetAll();
    directory.forget();
  });
  const changed = async () => {
    byId.forgetAll();
    directory.forget();
    await changes.announce();
  };

  /** One that isn't known may have been registered this very moment. */
  const isKnown = async (look: () => Promise<boolean>): Promise<boolean> => {
    await changes.hear();
    if (await look()) return true;
    await changes.hearNow();
    return look();
  };

  return {
    async byClientId(client_id) {
      if (!isGiven(client_id)) return undefined;
      return (await isKnown(() => directory.hasId(client_id))) ? byId.get(client_id) : undefined;
    },
    async hasOrigin(origin) {
      if (!isGiven(origin)) return false;
      return isKnown(() => directory.hasOrigin(origin));
    },
    async byName(name) {
      const found = isGiven(name) ? await tenants.findOne({ name }).lean<TenantDoc>() : null;
      return found ? tenantOf(found) : undefined;
    },
    async list(servicer) {
      const found = await tenants
        .find(servicer === undefined ? {} : { servicer })
        .sort({ name: 1 })
        .lean<TenantDoc[]>();
      return found.map(tenantOf);
    },
    async create({ client_id, ...rest }) {
      const isCreated = await inserted(tenants.create({ _id: client_id, ...rest, created_at: new Date() }));
      if (isCreated) await changed();
      return isCreated;
    },
    async change(client_id, change) {
      const found = await tenants
        .findOneAndUpdate({ _id: client_id }, { $set: change }, { returnDocument: 'after', runValidators: true })
        .lean<TenantDoc>();
      await changed();
      return found ? tenantOf(found) : undefined;
    },
    async remove(client_id) {
      const { deletedCount } = await tenants.deleteOne({ _id: client_id });
      await changed();
      return deletedCount === 1;
    },
  };
}

export const servicerPort = ({ servicers }: Models): ServicerPort => ({
  async byName(name) {
    const found = isGiven(name) ? await servicers.findById(name).lean<ServicerDoc>() : null;
    return found ? servicerOf(found) : undefined;
  },
  async list() {
    const found = await servicers.find().sort({ _id: 1 }).lean<ServicerDoc[]>();
    return found.map(servicerOf);
  },
  create: ({ name, title, providers = [] }) =>
    inserted(servicers.create({ _id: name, title, providers, created_at: new Date() })),
  async setProviders(name, providers) {
    const found = await servicers
      .findOneAndUpdate({ _id: name }, { $set: { providers } }, { returnDocument: 'after' })
      .lean<ServicerDoc>();
    return found ? servicerOf(found) : undefined;
  },
});

/** A cache of look-ups; those who ask at the same time share one. A failure is not cached. */
function cached<T>(lookUp: (key: string) => Promise<T>) {
  const cache = new LRUCache<string, Promise<T>>({ max: CACHE_SIZE, ttl: CACHE_TTL });
  const get = (key: string): Promise<T> => {
    const known = cache.get(key);
    if (known) return known;
    const found = lookUp(key);
    cache.set(key, found);
    found.catch(() => cache.get(key) === found && cache.delete(key));
    return found;
  };
  return { get, forgetAll: () => cache.clear() };
}

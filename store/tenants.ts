import { LRUCache } from 'lru-cache';
import { inserted } from './connection';
import type { Models, ServicerDoc, TenantDoc } from './models';
import type { Servicer, ServicerPort, Tenant, TenantPort } from './store';

/** ms: how long a process may go on with what it knows of a tenant. */
const CACHED_FOR = 5_000;
const CACHED = 2_000;

const tenantOf = ({ _id, ...rest }: TenantDoc): Tenant => ({ client_id: _id, ...rest });
const servicerOf = ({ _id, ...rest }: ServicerDoc): Servicer => ({ name: _id, ...rest });

/** `undefined` as an argument would be no condition at all to some drivers; here it finds nothing. */
const known = (value: unknown): value is string => typeof value === 'string' && value !== '';

export function tenantPort({ tenants }: Models): TenantPort {
  const byId = remembered(async (client_id) => {
    const found = await tenants.findById(client_id).lean<TenantDoc>();
    return found ? tenantOf(found) : undefined;
  });
  const byOrigin = remembered(async (origin) => (await tenants.exists({ origins: origin })) !== null);
  const forget = (client_id: string) => {
    byId.forget(client_id);
    byOrigin.forgetAll();
  };

  return {
    byClientId: async (client_id) => (known(client_id) ? byId.get(client_id) : undefined),
    hasOrigin: async (origin) => known(origin) && byOrigin.get(origin),
    async byName(name) {
      const found = known(name) ? await tenants.findOne({ name }).lean<TenantDoc>() : null;
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
      forget(client_id);
      return inserted(tenants.create({ _id: client_id, ...rest, created_at: new Date() }));
    },
    async change(client_id, change) {
      const found = await tenants
        .findOneAndUpdate({ _id: client_id }, { $set: change }, { returnDocument: 'after', runValidators: true })
        .lean<TenantDoc>();
      forget(client_id);
      return found ? tenantOf(found) : undefined;
    },
    async remove(client_id) {
      const { deletedCount } = await tenants.deleteOne({ _id: client_id });
      forget(client_id);
      return deletedCount === 1;
    },
  };
}

export const servicerPort = ({ servicers }: Models): ServicerPort => ({
  async byName(name) {
    const found = known(name) ? await servicers.findById(name).lean<ServicerDoc>() : null;
    return found ? servicerOf(found) : undefined;
  },
  async list() {
    const found = await servicers.find().sort({ _id: 1 }).lean<ServicerDoc[]>();
    return found.map(servicerOf);
  },
  create: ({ name, title }) => inserted(servicers.create({ _id: name, title, created_at: new Date() })),
});

/** Keeps answers for a while, and asks once for those who ask at the same time. A failure is not kept. */
function remembered<T>(ask: (key: string) => Promise<T>) {
  const cache = new LRUCache<string, Promise<T>>({ max: CACHED, ttl: CACHED_FOR });
  const get = (key: string): Promise<T> => {
    const kept = cache.get(key);
    if (kept) return kept;
    const asked = ask(key);
    cache.set(key, asked);
    asked.catch(() => cache.get(key) === asked && cache.delete(key));
    return asked;
  };
  return { get, forget: (key: string) => cache.delete(key), forgetAll: () => cache.clear() };
}

import type { Flavour } from '../domain/skill/skill';
import { hmacKey, type Keys, newKey } from '../security/keys';
import type { OldKey, Store, Tenant, TenantChange } from '../store/store';
import { createServicerAdmin, type ServicerAdmin } from './servicers';
import { AdminError, checkOrigin, checkReturnUrl, checkSkill, checkSlug, overlapEnd } from './tenant-rules';

/** A tenant as administrators see it: without the HMACs of its keys. */
export interface TenantSummary extends Omit<Tenant, 'secret_hmac' | 'app_key_hmac' | 'old_keys'> {
  /** Keys that were refreshed and are good for a while yet: which, and until when (RFC 3339). */
  old_keys?: string[];
}
/** A tenant's keys, shown once, when they are made. The store keeps only their HMACs. */
export interface TenantKeys {
  client_id: string;
  client_secret: string;
  client_app_key: string;
}
export type TenantKeyName = Exclude<keyof TenantKeys, 'client_id'>;

export interface TenantRequest {
  servicer: string;
  name: string;
  flavour: Flavour;
  skills?: string[];
  return_urls?: string[];
  origins?: string[];
}
/** The name of a tenant's list that can be edited. */
export type TenantList = 'skills' | 'return_urls' | 'origins';
/** A change of a list: `set` replaces it first, then `add` and `remove` apply. */
export interface ListEdit {
  set?: string[];
  add?: string[];
  remove?: string[];
}

/** A new key, shown once, and until when the old one is good (RFC 3339), if it still is. */
export interface RefreshedKey extends Pick<TenantKeys, 'client_id'>, Partial<Pick<TenantKeys, TenantKeyName>> {
  old_key_ends_at?: string;
}

export interface Admin extends ServicerAdmin {
  createTenant(request: TenantRequest): Promise<TenantSummary & TenantKeys>;
  /**
   * Creates the tenant with these keys, or changes the one with that client id to match. The same again changes
   * nothing: for seeds.
   */
  ensureTenant(request: TenantRequest & TenantKeys): Promise<TenantSummary>;
  /** Finds a tenant by client id or name. */
  showTenant(tenant: string): Promise<TenantSummary>;
  listTenants(servicer?: string): Promise<TenantSummary[]>;
  editList(tenant: string, list: TenantList, edit: ListEdit): Promise<TenantSummary>;
  /**
   * Replaces one key. With an overlap (ISO 8601 duration, 90 days at most) the old one is good for so long; without, it
   * and all that were replaced before are refused at once here, and within 2 s in other processes.
   */
  refreshKey(tenant: string, which: TenantKeyName, overlap?: string): Promise<RefreshedKey>;
  /** Ends the old keys of an overlap before their time, as fast. The current key stays. */
  endOldKeys(tenant: string, which: TenantKeyName): Promise<TenantSummary>;
  removeTenant(tenant: string): Promise<TenantSummary>;
  /** The names of all skills that this installation has: of its files, and published. */
  listSkills(): Promise<string[]>;
}

const HMAC_FIELD = { client_secret: 'secret_hmac', client_app_key: 'app_key_hmac' } as const;
const PREFIX = { client_secret: 'vcs', client_app_key: 'vak' } as const;

const KIND = { client_secret: 'secret', client_app_key: 'app' } as const;

function summary({ secret_hmac: _secret, app_key_hmac: _key, old_keys = [], ...rest }: Tenant): TenantSummary {
  const good = old_keys.filter(({ ends_at }) => ends_at.getTime() > Date.now());
  if (good.length === 0) return rest;
  const names = new Map(Object.entries(KIND).map(([name, kind]) => [kind, name]));
  return { ...rest, old_keys: good.map(({ key, ends_at }) => `${names.get(key)} until ${ends_at.toISOString()}`) };
}
const unique = (list: string[]) => [...new Set(list)];

interface AdminDeps {
  store: Store;
  keys: Keys;
  /** Most commands need none, and to check all skills takes its time. */
  skills(): readonly string[];
}

/** Administration of servicers and tenants. `skills`: the names of all that files have. Throws `AdminError`. */
export function createAdmin({ store, keys, skills }: AdminDeps): Admin {
  const { servicers, tenants } = store;
  /** Those of files, and those that were published, also while this process runs. */
  const allSkills = async (): Promise<string[]> => {
    const published = await store.publications.list();
    return unique([...skills(), ...published.map(({ skill }) => skill)]).sort();
  };
  const checkEntries = async (list: TenantList, entries: readonly string[], flavour: Flavour): Promise<void> => {
    const known = list === 'skills' && entries.length > 0 ? await allSkills() : [];
    for (const entry of entries) {
      if (list === 'skills') checkSkill(entry, flavour, known);
      else if (list === 'origins') checkOrigin(entry, flavour);
      else checkReturnUrl(entry, flavour);
    }
  };

  const find = async (name: string): Promise<Tenant> => {
    const found = (await tenants.byClientId(name)) ?? (await tenants.byName(name));
    if (!found)
      throw new AdminError(
        `There is no tenant ${JSON.stringify(name)}; give a name or a client id out of: tenant list`,
      );
    return found;
  };
  const checked = async (request: TenantRequest) => {
    const { servicer, name, flavour } = request;
    checkSlug('The tenant’s name', name);
    if (!(await servicers.byName(servicer))) {
      throw new AdminError(
        `There is no servicer ${JSON.stringify(servicer)}; make it first: servicer create ${servicer}`,
      );
    }
    const lists = {
      skills: unique(request.skills ?? []),
      return_urls: unique(request.return_urls ?? []),
      origins: unique(request.origins ?? []),
    };
    for (const list of Object.keys(lists) as TenantList[]) await checkEntries(list, lists[list], flavour);
    return { servicer, name, flavour, ...lists };
  };
  const hmacs = ({ client_secret, client_app_key }: TenantKeys) => ({
    secret_hmac: hmacKey(keys.pepper, client_secret),
    app_key_hmac: hmacKey(keys.pepper, client_app_key),
  });
  const create = async (request: TenantRequest, own: TenantKeys): Promise<TenantSummary> => {
    const tenant = await checked(request);
    const made = await tenants.create({ client_id: own.client_id, ...tenant, ...hmacs(own) });
    if (!made)
      throw new AdminError(
        `There is a tenant ${tenant.name} already; choose another name, or see it with: tenant show ${tenant.name}`,
      );
    return summary(await find(own.client_id));
  };
  const change = async (tenant: Tenant, to: TenantChange): Promise<TenantSummary> => {
    const changed = await tenants.change(tenant.client_id, to);
    if (!changed) throw new AdminError(`The tenant ${tenant.name} was removed in the meantime.`);
    return summary(changed);
  };

  return {
    ...createServicerAdmin({ store, keys }),
    async createTenant(request) {
      const own = { client_id: newKey('vci'), client_secret: newKey('vcs'), client_app_key: newKey('vak') };
      return { ...(await create(request, own)), ...own };
    },
    async ensureTenant({ client_id, client_secret, client_app_key, ...request }) {
      const own = { client_id, client_secret, client_app_key };
      const there = await tenants.byClientId(client_id);
      if (!there) return create(request, own);
      const { skills: listed, return_urls, origins } = await checked(request);
      return change(there, { skills: listed, return_urls, origins, ...hmacs(own) });
    },
    showTenant: async (name) => summary(await find(name)),
    listTenants: async (servicer) => (await tenants.list(servicer)).map(summary),
    async editList(name, list, { set, add = [], remove = [] }) {
      const tenant = await find(name);
      const before = set ?? tenant[list];
      const strangers = remove.filter((entry) => !before.includes(entry));
      if (strangers.length > 0)
        throw new AdminError(
          `Not in the list of ${tenant.name}: ${strangers.join(', ')}. It has: ${before.join(', ') || 'nothing'}.`,
        );
      await checkEntries(list, [...(set ?? []), ...add], tenant.flavour);
      return change(tenant, { [list]: unique([...before, ...add]).filter((entry) => !remove.includes(entry)) });
    },
    async refreshKey(name, which, overlap) {
      const ends_at = overlap === undefined ? undefined : overlapEnd(overlap);
      const tenant = await find(name);
      const key = newKey(PREFIX[which]);
      const kept = keptKeys(tenant, which, ends_at);
      await change(tenant, { [HMAC_FIELD[which]]: hmacKey(keys.pepper, key), old_keys: kept });
      const { client_id } = tenant;
      return { client_id, [which]: key, ...(ends_at ? { old_key_ends_at: ends_at.toISOString() } : {}) };
    },
    async endOldKeys(name, which) {
      const tenant = await find(name);
      return change(tenant, { old_keys: keptKeys(tenant, which) });
    },
    async removeTenant(name) {
      const tenant = await find(name);
      await tenants.remove(tenant.client_id);
      return summary(tenant);
    },
    listSkills: allSkills,
  };
}

/** Old keys of one kind that are kept at most. */
const MAX_OLD_KEYS = 3;

/**
 * The old keys that a tenant has once one was replaced: all of the other kind; of this kind none, or with `ends_at` the
 * current one until then, and those that are good until their own end.
 */
function keptKeys(tenant: Tenant, which: TenantKeyName, ends_at?: Date): OldKey[] {
  const kind = KIND[which];
  const good = (tenant.old_keys ?? []).filter((old) => old.ends_at.getTime() > Date.now());
  const others = good.filter(({ key }) => key !== kind);
  if (!ends_at) return others;
  const current = { key: kind, hmac: tenant[HMAC_FIELD[which]], ends_at };
  return [...others, ...[current, ...good.filter(({ key }) => key === kind)].slice(0, MAX_OLD_KEYS)];
}

import type { DemoKeys } from '../../local/stack/home';
import type { SeedDemo } from '../../local/stack/options';
import { openPlatform, type Platform } from '../../runtime/platform';
import { provenTenant } from '../../service/access';
import { AdminError } from '../../service/tenant-rules';
import type { Admin } from '../../service/tenants';

const SERVICER = { name: 'demo', title: 'Demo Servicer' };
const TENANT = 'demo-shop';
const NEW_TENANT = {
  servicer: SERVICER.name,
  name: TENANT,
  flavour: 'sandbox' as const,
  return_urls: ['http://localhost:3000/demo/return'],
  origins: [],
};

/** Shown in place of a key that an administrator has replaced: only its HMAC is stored. */
const REPLACED = 'replaced-by-admin';

/**
 * Seeds the demo tenant, as `npm run admin` would make it, with every sandbox skill there is.
 *
 * The store holds only HMACs of its keys, so it gets those that were kept. What an administrator has changed stays; skills
 * that are new in this version are added. Where the store knows another tenant of that name (a database that runs
 * elsewhere), that one is given new keys.
 */
export const seedDemo: SeedDemo = async (env, kept) => {
  const platform = openPlatform({
    secret: String(env.VESTIBULE_SECRET),
    mongodb_uri: String(env.MONGODB_URI),
    skills_dir: env.SKILLS_DIR ?? '',
  });
  const { admin, skills, close } = platform;
  try {
    await admin.createServicer(SERVICER.name, SERVICER.title).catch(unlessThere);
    const there = await admin.showTenant(TENANT).catch(unlessThere);
    const sandbox = skills.list().filter(({ parsed }) => parsed.flavour === 'sandbox');
    const offered = sandbox.map(({ name }) => name).sort();
    const request = { ...NEW_TENANT, skills: offered };
    if (!there && (!kept || isReplaced(kept))) return pick(await admin.createTenant(request), offered, offered);
    if (!there && kept) {
      await admin.ensureTenant({ ...request, ...kept });
      return pick(kept, offered, offered);
    }
    const isKnown = kept !== undefined && there?.client_id === kept.client_id;
    const keys = isKnown ? await stillGood(platform, kept) : await newKeys(admin);
    const fresh = offered.filter((name) => !kept?.offered?.includes(name));
    const tenant = await admin.editList(TENANT, 'skills', { add: fresh });
    return pick(keys, tenant.skills, offered);
  } finally {
    await close();
  }
};

const isReplaced = ({ client_secret, client_app_key }: DemoKeys): boolean =>
  [client_secret, client_app_key].includes(REPLACED);

/** The seed is made anew at each start: what it finds is no fault. */
function unlessThere(error: unknown): undefined {
  if (!(error instanceof AdminError)) throw error;
}

/** The kept keys, without those that an administrator has replaced since. */
async function stillGood({ keys, store }: Platform, kept: DemoKeys): Promise<DemoKeys> {
  const tenant = await store.tenants.byClientId(kept.client_id);
  const isGood = (key: string, kind: 'secret' | 'app'): boolean => {
    try {
      return provenTenant({ keys, clock: Date.now }, tenant, key, kind) !== undefined;
    } catch {
      return false;
    }
  };
  const { client_id, client_secret, client_app_key } = kept;
  return {
    client_id,
    client_secret: isGood(client_secret, 'secret') ? client_secret : REPLACED,
    client_app_key: isGood(client_app_key, 'app') ? client_app_key : REPLACED,
  };
}

async function newKeys(admin: Admin): Promise<DemoKeys> {
  const { client_id, client_secret } = await admin.refreshKey(TENANT, 'client_secret');
  const { client_app_key } = await admin.refreshKey(TENANT, 'client_app_key');
  return { client_id, client_secret, client_app_key } as DemoKeys;
}

const pick = ({ client_id, client_secret, client_app_key }: DemoKeys, skills: string[], offered: string[]) => ({
  client_id,
  client_secret,
  client_app_key,
  skills,
  offered,
});

import type { DemoKeys, DemoServicer, DemoTenant, KeptDemo } from '../../local/stack/home';
import type { SeedDemo } from '../../local/stack/options';
import { openPlatform, type Platform } from '../../runtime/platform';
import { provenTenant } from '../../service/access';
import { provenPublisher } from '../../service/publication/publisher-access';
import { AdminError } from '../../service/tenant-rules';
import type { Admin } from '../../service/tenants';

const SERVICER = { name: 'demo', title: 'Demo Servicer', providers: ['xyz'] };
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
 * Seeds the demo servicer and its tenant, as `npm run admin` would make them: with every sandbox skill there is, and
 * with a key by which skills are published.
 *
 * The store holds only HMACs of its keys, so it gets those that were kept. What an administrator has changed stays;
 * skills that are new in this version are added. Where the store knows another tenant of that name (a database that
 * runs elsewhere), that one is given new keys.
 */
export const seedDemo: SeedDemo = async (env, kept) => {
  const platform = openPlatform({
    secret: String(env.VESTIBULE_SECRET),
    mongodb_uri: String(env.MONGODB_URI),
    skills_dir: env.SKILLS_DIR ?? '',
  });
  try {
    const servicer = await seedServicer(platform, kept);
    return { ...(await seedTenant(platform, kept)), ...servicer };
  } finally {
    await platform.close();
  }
};

/** Makes the servicer, or gives one of before its providers. Its key is kept over restarts while it is good. */
async function seedServicer({ admin, keys, store }: Platform, kept: KeptDemo | undefined): Promise<DemoServicer> {
  const { name, title, providers } = SERVICER;
  await admin.createServicer(name, title, providers).catch(unlessThere);
  const there = await store.servicers.byName(name);
  if (there && there.providers === undefined) await admin.editProviders(name, { set: providers });
  const servicer_key = kept?.servicer_key;
  const isGood = await provenPublisher({ keys, store, clock: Date.now }, servicer_key).then(
    () => true,
    () => false,
  );
  if (servicer_key !== undefined && isGood) return { servicer_key };
  const made = await admin.createKey(name, `start-${Date.now().toString(36)}`).catch(unlessThere);
  return made ? { servicer_key: made.servicer_key } : {};
}

async function seedTenant(platform: Platform, kept: KeptDemo | undefined): Promise<DemoTenant & KeptDemo> {
  const { admin, skills } = platform;
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
}

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

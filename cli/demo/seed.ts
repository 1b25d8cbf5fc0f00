import type { DemoKeys, DemoTenant } from '../../local/stack/home';
import type { SeedDemo } from '../../local/stack/options';
import { openPlatform } from '../../runtime/platform';
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

/**
 * Seeds the demo tenant, as `npm run admin` would make it, with every sandbox skill there is.
 *
 * The store holds only HMACs of its keys, so it gets those that were kept. Where the store knows another tenant of that
 * name (a database that runs elsewhere), that one is given new keys.
 */
export const seedDemo: SeedDemo = async (env, kept): Promise<DemoTenant> => {
  const { admin, skills, close } = openPlatform({
    secret: String(env.VESTIBULE_SECRET),
    mongodb_uri: String(env.MONGODB_URI),
    skills_dir: env.SKILLS_DIR ?? '',
  });
  try {
    await admin.createServicer(SERVICER.name, SERVICER.title).catch(unlessThere);
    const there = await admin.showTenant(TENANT).catch(unlessThere);
    const sandbox = skills.list().filter(({ parsed }) => parsed.flavour === 'sandbox');
    const request = { ...(there ?? NEW_TENANT), skills: sandbox.map(({ name }) => name).sort() };
    if (!there && !kept) return pick(await admin.createTenant(request), request.skills);
    const keys = kept && (!there || there.client_id === kept.client_id) ? kept : await newKeys(admin);
    await admin.ensureTenant({ ...request, ...keys });
    return pick(keys, request.skills);
  } finally {
    await close();
  }
};

/** The seed is made anew at each start: what it finds is no fault. */
function unlessThere(error: unknown): undefined {
  if (!(error instanceof AdminError)) throw error;
}

async function newKeys(admin: Admin): Promise<DemoKeys> {
  const { client_id, client_secret } = await admin.refreshKey(TENANT, 'client_secret');
  const { client_app_key } = await admin.refreshKey(TENANT, 'client_app_key');
  return { client_id, client_secret, client_app_key } as DemoKeys;
}

const pick = ({ client_id, client_secret, client_app_key }: DemoKeys, skills: string[]): DemoTenant => ({
  client_id,
  client_secret,
  client_app_key,
  skills,
});

import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { loadSkills } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';
import { deriveKeys, hmacKey, keyMatches, newKey } from '../../security/keys';
import { createStore } from '../../store';
import type { Store, Tenant } from '../../store/store';
import type { DemoKeys, Home } from './home';

const SERVICER = { name: 'demo', title: 'Demo Servicer' };
const TENANT = 'demo-shop';
const KEPT = 'demo-keys.json';

/**
 * The demo tenant with keys that stay the same over restarts: they are kept in the home, since the store holds only
 * their HMACs. Where the store knows another tenant of that name (a database that runs elsewhere), it is given new
 * keys.
 */
export async function seedDemo(home: Home, env: NodeJS.ProcessEnv): Promise<DemoKeys & { skills: string[] }> {
  const keys = deriveKeys(String(env.VESTIBULE_SECRET));
  const store = createStore({ uri: String(env.MONGODB_URI), keys });
  try {
    await store.servicers.create(SERVICER);
    const there = await store.tenants.byName(TENANT);
    const demo = keptKeys(home, there);
    const skills = sandboxSkills(env.SKILLS_DIR);
    const hmacs = {
      secret_hmac: hmacKey(keys.pepper, demo.client_secret),
      app_key_hmac: hmacKey(keys.pepper, demo.client_app_key),
    };
    if (!there) await create(store, { ...demo, ...hmacs, skills });
    else if (!keyMatches(keys, demo.client_secret, there.secret_hmac) || String(there.skills) !== String(skills)) {
      await store.tenants.change(there.client_id, { ...hmacs, skills });
    }
    home.write(KEPT, demo);
    return { ...demo, skills };
  } finally {
    await store.close();
  }
}

function keptKeys(home: Home, there: Tenant | undefined): DemoKeys {
  const kept = home.read<DemoKeys>(KEPT);
  if (kept && (!there || there.client_id === kept.client_id)) return kept;
  return { client_id: there?.client_id ?? newKey('vci'), client_secret: newKey('vcs'), client_app_key: newKey('vak') };
}

async function create(
  store: Store,
  demo: { client_id: string; secret_hmac: string; app_key_hmac: string; skills: string[] },
): Promise<void> {
  const { client_id, secret_hmac, app_key_hmac, skills } = demo;
  const urls = { return_urls: ['http://localhost:3000/demo/return'], origins: [] };
  await store.tenants.create({
    client_id,
    secret_hmac,
    app_key_hmac,
    skills,
    ...urls,
    name: TENANT,
    servicer: SERVICER.name,
    flavour: 'sandbox',
  });
}

/** The names of the sandbox skills in the catalog. */
function sandboxSkills(more: string | undefined): string[] {
  const published = loadSkills(path.join(projectRoot(), 'skills'), CATALOGS, more).list();
  return published
    .filter((skill) => skill.parsed.flavour === 'sandbox')
    .map((skill) => skill.name)
    .sort();
}

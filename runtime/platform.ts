import path from 'node:path';
import { CATALOGS } from '../connectors/catalogs';
import { type LoadedCatalogs, readCatalogs } from '../kit/catalogs';
import { loadSkills, type SkillRegistry } from '../kit/load';
import { deriveKeys, type Keys } from '../security/keys';
import { createSealer, type Sealer } from '../security/seal';
import { createTokens, type Tokens } from '../security/tokens';
import { type Admin, createAdmin } from '../service/tenants';
import { createStore } from '../store';
import type { Store } from '../store/store';
import { projectRoot } from './paths';
import type { PlatformSettings } from './settings';

/** The services of every process of ours, wired once: API, worker, `npm run admin` and the demo tenant's seed. */
export interface Platform {
  keys: Keys;
  sealer: Sealer;
  tokens: Tokens;
  store: Store;
  /** Every skill of this installation's files, whether or not a bank is bound to it. */
  skills: SkillRegistry;
  /** The catalogs that there are where a draft brings some along. */
  catalogsBeside(texts: Record<string, string>): LoadedCatalogs;
  /** Administration of servicers and tenants. */
  admin: Admin;
  close(): Promise<void>;
}

/**
 * Wires keys, sealer, tokens, skills and store. Connects to nothing: the store does at its first use.
 *
 * @throws Error with what is wrong with the secret, or where a folder of skills is not there
 */
export function openPlatform({ secret, mongodb_uri, skills_dir }: PlatformSettings): Platform {
  const keys = deriveKeys(secret);
  const folder = path.join(projectRoot(), 'skills');
  const skills = loadSkills(folder, CATALOGS, skills_dir);
  const store = createStore({ uri: mongodb_uri, keys });
  const names = skills.list().map(({ name }) => name);
  return {
    keys,
    sealer: createSealer(keys),
    tokens: createTokens(keys),
    store,
    skills,
    catalogsBeside: (texts) => readCatalogs(texts, CATALOGS, folder),
    admin: createAdmin({ store, keys, skills: names }),
    close: () => store.close(),
  };
}

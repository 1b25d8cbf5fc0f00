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
 * Wires keys, sealer, tokens, skills and store. Connects to nothing: the store does at its first use. Skills are loaded
 * and checked when they are used first; `refused` is told of their files that have faults.
 *
 * @throws Error with what is wrong with the secret
 */
export function openPlatform(
  { secret, mongodb_uri, skills_dir }: PlatformSettings,
  refused: (files: SkillRegistry['refused']) => void = () => {},
): Platform {
  const keys = deriveKeys(secret);
  const folder = path.join(projectRoot(), 'skills');
  let loaded: SkillRegistry | undefined;
  const skills = () => {
    if (loaded) return loaded;
    loaded = loadSkills(folder, CATALOGS, skills_dir);
    refused(loaded.refused);
    return loaded;
  };
  const store = createStore({ uri: mongodb_uri, keys });
  return {
    keys,
    sealer: createSealer(keys),
    tokens: createTokens(keys),
    store,
    get skills() {
      return skills();
    },
    catalogsBeside: (texts) => readCatalogs(texts, CATALOGS, folder),
    admin: createAdmin({
      store,
      keys,
      skills: () =>
        skills()
          .list()
          .map(({ name }) => name),
    }),
    close: () => store.close(),
  };
}

import type { Logger } from 'pino';
import type { DataPort } from '../domain/connector';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';
import type { PublishedSkill } from '../kit/load';
import type { Keys } from '../security/keys';
import type { Sealer } from '../security/seal';
import type { Tokens } from '../security/tokens';
import type { Engine } from '../service/engine/engine';
import type { Verdicts } from '../service/engine/recent';
import type { Watchers } from '../service/engine/watchers';
import type { Forms } from '../service/forms';
import type { Limiter } from '../store/limiter';
import type { Store } from '../store/store';

/** The skills that this process may start sessions with: published, and bound to a bank in this environment. */
export interface SkillRegistry {
  list(): PublishedSkill[];
  get(name: string): PublishedSkill | undefined;
}

/** Times in ms, sizes in bytes. */
export interface ApiSettings {
  /** Base of callback URLs. */
  public_url: string;
  /** As express' `trust proxy`. */
  trust_proxy: boolean | number | string;
  /** How long a query may wait for a worker when a session is read. */
  query_deadline: number;
  /** No answer may take longer, event streams apart. */
  answer_deadline: number;
  /** A JSON body may have. */
  json_limit: number;
  /** A multipart body may have, all files together. */
  upload_limit: number;
  /** Checks every answer against the OpenAPI document; a violation is a 500. For tests. */
  validate_responses: boolean;
}

/** Everything that the API needs from outside. `clock` gives ms since the epoch. */
export interface Deps {
  store: Store;
  keys: Keys;
  tokens: Tokens;
  sealer: Sealer;
  engine: Engine;
  skills: SkillRegistry;
  /** Catalog name → catalog: the schemas of the events that partners report. */
  catalogs: Record<string, OperationCatalog>;
  /** What reads the data that credentials point to; `undefined` where the environment binds no bank. */
  data(catalog: string, flavour: Flavour): DataPort | undefined;
  /** Secret (`whsec_…`) that a provider's partner signs its callbacks with. */
  webhookSecret(provider: string, flavour: Flavour): string | undefined;
  /** Per client and address; without it nothing is limited. */
  limiter?: Limiter;
  clock(): number;
  /** Aborts when the process is to end: whoever is held is answered at once. */
  draining?: AbortSignal;
  settings: ApiSettings;
  log: Logger;
}

/** What endpoints work with: what was given, and what the app keeps in memory. */
export interface Services extends Deps {
  forms: Forms;
  watchers: Watchers;
  verdicts: Verdicts;
}

import type { DataPort } from '../domain/connector';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';
import type { SkillRegistry } from '../kit/load';
import type { Keys } from '../security/keys';
import type { Sealer } from '../security/seal';
import type { Tokens } from '../security/tokens';
import type { Limiter } from '../store/limiter';
import type { Store } from '../store/store';
import type { Engine } from './engine/engine';
import type { Inspector } from './inspection/inspector';

export interface ServiceSettings {
  /** ms that a query may wait for a worker. */
  query_deadline: number;
}

/** Everything that the service is given by the process that runs it. */
export interface ServiceDeps {
  store: Store;
  keys: Keys;
  tokens: Tokens;
  sealer: Sealer;
  engine: Engine;
  /** Opens files before they are accepted. */
  inspector: Inspector;
  /** The skills that new sessions can run: published, and bound to a bank in this environment. */
  skills: Pick<SkillRegistry, 'list' | 'get'>;
  /** By name: catalogs, for the schemas of the events that partners report. */
  catalogs: Record<string, OperationCatalog>;
  /** The port to a bank's accounts and transactions; `undefined` where this environment binds no bank. */
  data(catalog: string, flavour: Flavour): DataPort | undefined;
  /** The secret (`whsec_…`) by which a provider's partner signs its callbacks. */
  webhookSecret(provider: string, flavour: Flavour): string | undefined;
  /** The rate limit of a client at an address; without it nothing is limited. */
  limiter?: Limiter;
  /** ms since the epoch. */
  clock(): number;
  settings: ServiceSettings;
}

import type { DataPort } from '../domain/connector';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';
import type { EventRecorder } from '../domain/tenant-event';
import type { LoadedCatalogs } from '../kit/catalogs';
import type { SkillRegistry } from '../kit/load';
import type { Keys } from '../security/keys';
import type { Sealer } from '../security/seal';
import type { Tokens } from '../security/tokens';
import type { Store } from '../store/store';
import type { SendDeps } from '../webhooks/send';
import type { EndpointRef } from './delivery/waker';
import type { Engine } from './engine/engine';
import type { Inspector } from './inspection/inspector';
import type { CallLimits } from './limits';
import type { DocumentCheck } from './publication/document-check';
import type { ServedSkills } from './publication/live-skills';

export interface ServiceSettings {
  /** ms that a query may wait for a worker. */
  query_deadline: number;
  /** Prompts that a user's bank may send them a minute, over all sessions; 0 counts nothing, guesses neither. */
  psu_prompts: number;
  /** ms for which a session's user is awaited until its tenant is told that nobody comes; 0: it is not told. */
  abandoned_after: number;
}

/** What the publication of skills needs. */
export interface Publishing {
  check: DocumentCheck;
  /** Name → text: the catalogs that there are where a document brings some along, and what is wrong with those. */
  catalogsBeside(texts: Record<string, string>): LoadedCatalogs;
  /** The skills of the platform's files, whether or not a bank is bound to them. */
  bundled: Pick<SkillRegistry, 'list' | 'get'>;
  /** Has this process serve what was published until now. */
  refresh(): Promise<void>;
}

/** Everything that the service is given by the process that runs it. */
export interface ServiceDeps {
  store: Store;
  keys: Keys;
  tokens: Tokens;
  sealer: Sealer;
  engine: Engine;
  /** Where events of tenants are recorded. */
  events: EventRecorder;
  /** Opens files before they are accepted. */
  inspector: Inspector;
  /** The skills that new sessions can run: published, and bound to a bank in this environment. */
  skills: ServedSkills;
  publishing: Publishing;
  /** By name: catalogs, for the schemas of the events that partners report. */
  catalogs: Record<string, OperationCatalog>;
  /** The port to a bank's accounts and transactions; `undefined` where this environment binds no bank. */
  data(catalog: string, flavour: Flavour): DataPort | undefined;
  /** The secrets (`whsec_…`) by which a provider's partner signs its callbacks: two while one is rotated. */
  webhookSecrets(provider: string, flavour: Flavour): readonly string[];
  /** What sends events to tenants, and the rules on whom it calls. */
  webhooks: SendDeps;
  /** Has deliveries notice that their endpoint has changed. Nobody waits for it: the engine may be away. */
  deliveries: { changed(endpoint: EndpointRef): void };
  /** The limits of calls; without them nothing is limited. */
  limits?: CallLimits;
  /** ms since the epoch. */
  clock(): number;
  settings: ServiceSettings;
}

import type { Logger } from 'pino';
import type { ServiceDeps, ServiceSettings } from '../service/deps';
import type { Docs } from '../service/docs/docs';
import type { Services } from '../service/services';
import type { EventStreams, StreamSettings } from './http/event-streams';

/** Times in ms, sizes in bytes. */
export interface ApiSettings extends ServiceSettings, StreamSettings {
  /** The base of callback URLs. */
  public_url: string;
  /** As Express' `trust proxy`. */
  trust_proxy: boolean | number | string;
  /** The longest that a JSON body may take to come in. */
  body_deadline: number;
  /** The longest that an answer may take once the body is there; event streams may take longer. */
  answer_deadline: number;
  /** How much later a refusal is sent to an address that fails too often. */
  failure_hold: number;
  /** The size of a JSON body. */
  json_limit: number;
  /** The size of a multipart body, all files together. */
  upload_limit: number;
  /** `/graphql` answers introspection and shows GraphiQL. */
  graphql_explorer: boolean;
  /** The only documents that `/graphql` takes, by SHA-256; absent where it takes any. */
  graphql_documents?: ReadonlyMap<string, string>;
  /** Checks every answer against the OpenAPI document: one that is not as documented is a 500. For tests. */
  validate_responses: boolean;
}

/** The dependencies of the HTTP layer. */
interface HttpDeps {
  /** Aborts when the process has to end: then every call that is held is answered at once. */
  draining?: AbortSignal;
  settings: ApiSettings;
  /** The pages that are served. */
  docs: Docs;
  log: Logger;
}

/** The dependencies of the API, given by its process. */
export type Deps = ServiceDeps & HttpDeps;
/** The services and dependencies that endpoints use. */
export type ApiServices = Services & HttpDeps & { streams: EventStreams };

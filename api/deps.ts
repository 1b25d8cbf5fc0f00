import type { Logger } from 'pino';
import type { ServiceDeps, ServiceSettings } from '../service/deps';
import type { Services } from '../service/services';

/** Times in ms, sizes in bytes. */
export interface ApiSettings extends ServiceSettings {
  /** The base of callback URLs. */
  public_url: string;
  /** As Express' `trust proxy`. */
  trust_proxy: boolean | number | string;
  /** The longest that an answer may take; event streams may take longer. */
  answer_deadline: number;
  /** The size of a JSON body. */
  json_limit: number;
  /** The size of a multipart body, all files together. */
  upload_limit: number;
  /** Checks every answer against the OpenAPI document: one that is not as documented is a 500. For tests. */
  validate_responses: boolean;
}

/** What the door adds to the service. */
interface DoorDeps {
  /** Aborts when the process is to end: whoever is held is answered at once. */
  draining?: AbortSignal;
  settings: ApiSettings;
  log: Logger;
}

/** Everything that the API is given by its process. */
export type Deps = ServiceDeps & DoorDeps;
/** All that endpoints work with. */
export type ApiServices = Services & DoorDeps;

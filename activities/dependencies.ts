import type { Readable } from 'node:stream';
import type { Connector } from '../domain/connector';
import type { Json } from '../domain/json';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import type { Flavour, Schema } from '../domain/skill/skill';
import type { EventRecorder } from '../domain/tenant-event';

/** The credentials that a good end leaves behind. `body` says what they point to, sealed for the session. */
export interface IssuedCredentials {
  credentials_id: string;
  session_id: string;
  client_id: string;
  skill: string;
  catalog: string;
  flavour: Flavour;
  body: { $sealed: string };
  valid_until?: string;
  /** That accounts have ids of ours, not the bank's. */
  own_account_ids: true;
}

/** The dependencies that the worker injects: activities know no bank, no database and no key of their own. */
export interface ActivityDeps {
  connectors: {
    catalogs: Record<string, OperationCatalog>;
    connector(catalog: string, flavour: Flavour): Connector | undefined;
  };
  files: {
    open(uploadId: string): Promise<Readable | undefined>;
    remove(uploadId: string): Promise<void>;
    removeSession(sessionId: string): Promise<void>;
  };
  credentials: { issue(credentials: IssuedCredentials): Promise<void> };
  sealer: {
    seal(value: Json, aad: string): { $sealed: string };
    unsealDeep(json: Json, aad: string): Json;
    sealSensitive<T extends Json>(schema: Schema, data: T, aad: string): T;
  };
  callbacks: {
    issue(
      claims: { session_id: string; client_id: string; step: string; visit: number },
      times: { now?: number; expires_at?: number },
    ): { token: string };
  };
  /** Where events of tenants are recorded. */
  events: EventRecorder;
  credentialsId(sessionId: string): string;
  /** Where banks send users back to and partners report to; no trailing slash. */
  publicUrl: string;
}

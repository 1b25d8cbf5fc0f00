import type { DataPort, Psu } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { Keys } from '../../security/keys';
import type { Sealer } from '../../security/seal';
import type { Credentials, Store } from '../../store/store';

/** Credentials whose consent holds, opened, with their bank. */
export interface Holding {
  credentials: Credentials;
  body: JsonObject;
  bank: DataPort;
}

/** What reading a bank's data needs. `clock` gives ms since the epoch. */
export interface DataServices {
  store: Pick<Store, 'pages' | 'accountMaps' | 'readCounts'>;
  sealer: Sealer;
  keys: Keys;
  clock(): number;
}

/** The call of ours that a read is for. `psu` where the end user is present. */
export interface Reading {
  psu?: Psu;
  signal: AbortSignal;
}

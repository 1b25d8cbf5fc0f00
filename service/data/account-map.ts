import type { Json } from '../../domain/json';
import type { MapEntry } from './account-ids';
import type { DataServices, Holding } from './holding';

/** Binds the sealed map to its credentials. */
const place = (credentialsId: string): string => `accounts/${credentialsId}`;

/** The accounts of some credentials as they were last seen; none before the first list. */
export async function knownAccounts({ store, sealer }: DataServices, { credentials }: Holding): Promise<MapEntry[]> {
  const sealed = await store.accountMaps.find(credentials.credentials_id);
  return sealed ? (sealer.unseal(sealed, place(credentials.credentials_id)) as unknown as MapEntry[]) : [];
}

/** Keeps them with the credentials, sealed. */
export async function keepAccounts(
  { store, sealer }: DataServices,
  { credentials: { credentials_id } }: Holding,
  entries: readonly MapEntry[],
): Promise<void> {
  await store.accountMaps.put(credentials_id, sealer.seal(entries as unknown as Json, place(credentials_id)));
}

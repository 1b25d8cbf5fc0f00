import type { Json } from '../../domain/json';
import type { MapEntry } from './account-ids';
import type { DataServices, Holding } from './holding';

type Owner = Pick<Holding, 'credentials'>;

/** Under which the map is stored, and to which it is bound. */
const idOf = ({ credentials }: Owner): string => `accounts/${credentials.credentials_id}`;

/** The accounts of some credentials as they were last seen; `undefined` before the first list. */
export async function knownAccounts({ store, sealer }: DataServices, holding: Owner): Promise<MapEntry[] | undefined> {
  const id = idOf(holding);
  const sealed = await store.bankNotes.find(id);
  return sealed && (sealer.unseal(sealed, id) as unknown as MapEntry[]);
}

/** Keeps them with the credentials, sealed. */
export async function keepAccounts(
  { store, sealer }: DataServices,
  holding: Owner,
  entries: readonly MapEntry[],
): Promise<void> {
  const id = idOf(holding);
  await store.bankNotes.put(id, sealer.seal(entries as unknown as Json, id));
}

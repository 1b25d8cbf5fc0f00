import type { TokenNotes } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { Credentials } from '../../store/store';
import type { DataServices } from './holding';

/** Where access tokens that were refreshed since the session are kept: with the credentials, sealed. */
export function tokenNotes({ store, sealer }: DataServices, { credentials_id }: Credentials): TokenNotes {
  const id = `token/${credentials_id}`;
  return {
    async newest() {
      const sealed = await store.bankNotes.find(id);
      return sealed && (sealer.unseal(sealed, id) as JsonObject);
    },
    keep: (token) => store.bankNotes.put(id, sealer.seal(token, id)),
  };
}

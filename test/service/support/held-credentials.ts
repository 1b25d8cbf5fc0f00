import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../domain/json';
import { hmacKey } from '../../../security/keys';
import type { Credentials } from '../../../store/store';
import type { testDeps } from './test-deps';

export const ACCESS_TOKEN = 'vat_test';

/** Puts credentials into a test's store, as a session leaves them and a tenant exchanges them. */
export function holdCredentials(
  { deps, memory }: Pick<ReturnType<typeof testDeps>, 'deps' | 'memory'>,
  client_id: string,
  body: JsonObject,
  more: Partial<Credentials> = {},
): Credentials {
  const session_id = randomUUID();
  const credentials: Credentials = {
    credentials_id: randomUUID(),
    session_id,
    client_id,
    skill: 'xyz_aisp_sbx_#1.0',
    catalog: 'xyz',
    flavour: 'sandbox',
    body: deps.sealer.seal(body, session_id),
    status: 'active',
    own_account_ids: true,
    created_at: new Date(deps.clock()),
    access_token_hmac: hmacKey(deps.keys.pepper, ACCESS_TOKEN),
    ...more,
  };
  memory.credentials.set(credentials.credentials_id, credentials);
  return credentials;
}

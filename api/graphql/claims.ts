import type { CredentialsClaim } from '../../service/credentials';
import { readCredentials } from '../openapi/other-paths';
import { parametersOf } from './arguments';
import type { GraphContext } from './context';

interface PairArguments {
  credentialsId?: string | null | undefined;
  accessToken?: string | null | undefined;
}

/** The credentials of a field’s arguments; of the headers where it has none. Throws `request_invalid`. */
export function claimOf({ credentialsId, accessToken }: PairArguments, context: GraphContext): CredentialsClaim {
  const { credentials_id } = parametersOf<{ credentials_id?: string }>(readCredentials, { credentialsId });
  return context.claim(credentials_id, accessToken);
}

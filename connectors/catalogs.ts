import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { bankCredentials, bankOperations } from './berlin-group/catalog';
import { depositOperations } from './deposit/catalog';
import { standardOperations } from './standard/catalog';
import { verifierEvents, verifierOperations } from './verifier/catalog';

/** A Berlin Group bank that sells term deposits, with an identity verifier beside it. */
const xyz: OperationCatalog = {
  name: 'xyz',
  operations: { ...bankOperations, ...depositOperations, ...verifierOperations, ...standardOperations },
  events: verifierEvents,
  credentials: bankCredentials,
};

export { STANDARD } from './standard/operations';

/** Every catalog that a skill may name: name → catalog. */
export const CATALOGS: Record<string, OperationCatalog> = { xyz };

import { VestibuleError } from '../domain/errors';
import type { Tenant } from './access';

/** Refuses a tenant of production. Throws `sandbox_only`. */
export function sandboxOnly({ flavour }: Tenant): void {
  if (flavour !== 'sandbox')
    throw new VestibuleError('sandbox_only', 'This is for trying things out: use a sandbox tenant.');
}

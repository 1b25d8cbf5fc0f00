import type { Models, TenantDoc } from './models';

/** Which client ids and origins there are. */
interface Directory {
  ids: Set<string>;
  origins: Set<string>;
  /** ms since the epoch. */
  read_at: number;
}
/** ms after which the directory is read anew for an id that it doesn't have. */
const REREAD_AFTER = 5_000;

/**
 * All client ids and origins, in memory: an unknown one is known to be unknown without a look-up, whoever makes them up
 * and however fast. Who asks for one that isn't there has the directory read anew, once in 5 s for all who ask. `clock`
 * in ms since the epoch.
 */
export function tenantDirectory({ tenants }: Models, clock: () => number) {
  let known: Promise<Directory> | undefined;

  const read = async (): Promise<Directory> => {
    const read_at = clock();
    const found = await tenants.find({}, { origins: 1 }).lean<Pick<TenantDoc, '_id' | 'origins'>[]>();
    const origins = new Set(found.flatMap(({ origins }) => origins));
    return { ids: new Set(found.map(({ _id }) => _id)), origins, read_at };
  };
  const current = (): Promise<Directory> => {
    if (known) return known;
    const reading = read();
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading;
  };
  const has = async (list: 'ids' | 'origins', value: string): Promise<boolean> => {
    const reading = current();
    const directory = await reading;
    if (directory[list].has(value)) return true;
    if (clock() - directory.read_at < REREAD_AFTER) return false;
    // Of all who find it too old the first has it read anew.
    if (known === reading) known = undefined;
    return (await current())[list].has(value);
  };
  return {
    hasId: (client_id: string) => has('ids', client_id),
    hasOrigin: (origin: string) => has('origins', origin),
    forget() {
      known = undefined;
    },
  };
}

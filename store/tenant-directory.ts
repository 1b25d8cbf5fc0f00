import { newLeaseId } from '../security/ids';
import type { MarkDoc, Models, TenantDoc } from './models';

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

const TENANTS = 'tenants';
/** ms after which a process asks whether tenants were changed elsewhere, and after which nobody is served before it has. */
const ASK_AFTER = 1_000;
const WAIT_AFTER = 2_000;
/** ms between questions of those who can't wait for the next second. */
const SHARED_WITHIN = 50;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));

/**
 * How a process hears that another has changed tenants: a mark that is another after each change. It is read at most
 * once a second, for all calls together; so a key that was revoked is refused everywhere within two.
 */
export function changeNotice({ marks }: Models, clock: () => number, onChange: () => void) {
  let next: Promise<void> | undefined;
  let began_last = 0;
  let seen: string | undefined;
  let asked_at = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const began = clock();
    began_last = Date.now();
    const mark = await marks.findById(TENANTS).lean<MarkDoc>();
    if (mark?.value !== seen) onChange();
    seen = mark?.value;
    asked_at = began;
  };
  return {
    /** Resolves once this process knows of every change that is older than 2 s. */
    async hear(): Promise<void> {
      const age = clock() - asked_at;
      if (age < ASK_AFTER) return;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      if (age >= WAIT_AFTER) await asking;
      else asking.catch(() => undefined);
    },
    /** Resolves once this process knows of every change until now. All who ask within some 50 ms share one question. */
    hearNow(): Promise<void> {
      next ??= pause(began_last + SHARED_WITHIN - Date.now()).then(() => {
        next = undefined;
        return ask();
      });
      return next;
    },
    async announce(): Promise<void> {
      await marks.updateOne({ _id: TENANTS }, { $set: { value: newLeaseId() } }, { upsert: true });
    },
  };
}

import { newLeaseId } from '../security/ids';
import type { MarkDoc, Models } from './models';

/**
 * ms after which a process asks whether something was changed elsewhere, and after which nobody is served before it
 * has.
 */
const ASK_AFTER = 1_000;
const WAIT_AFTER = 2_000;
/** ms between questions of those who can't wait for the next second. */
const SHARED_WITHIN = 50;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** What has a mark of its own: a change of one is no change of the others. */
export type Marked = 'tenants' | 'servicer_keys' | 'publications';

/** The mark of something; `undefined` before its first change. */
export const markOf = async ({ marks }: Models, of: Marked): Promise<string | undefined> =>
  (await marks.findById(of).lean<MarkDoc>())?.value;

/** Gives something another mark, after each change of it. */
export async function announceChange({ marks }: Models, of: Marked): Promise<void> {
  await marks.updateOne({ _id: of }, { $set: { value: newLeaseId() } }, { upsert: true });
}

/**
 * How a process hears that another has changed something: a mark that is another after each change. It is read at most
 * once a second, for all calls together; so a key that was revoked is refused everywhere within two.
 */
export function changeNotice(models: Models, of: Marked, clock: () => number, onChange: () => void) {
  let next: Promise<void> | undefined;
  let began_last = 0;
  let seen: string | undefined;
  let asked_at = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const began = clock();
    began_last = Date.now();
    const mark = await markOf(models, of);
    if (mark !== seen) onChange();
    seen = mark;
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
    announce: (): Promise<void> => announceChange(models, of),
  };
}

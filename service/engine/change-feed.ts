import type { ChangePort } from '../../store/store';

/** ms between two reads of the log, for all listeners of this process together. */
const EVERY = 200;
/** ms without a read after which entries may have been missed: the log keeps them for half a minute. */
const GAP = 20_000;

/** The worker's word on which sessions have changed, as it stands in the log. */
export interface ChangeFeed {
  /** Begins to read. Resolves once no change from now on is missed, or where the log can't be read. */
  open(): Promise<void>;
  /** Stops reading. It may be opened again. */
  close(): void;
}

interface Heard {
  changed(workflowId: string): void;
  /** Any session may have changed: the log could not be read for too long. */
  missed(): void;
}

/** One opening of the feed. */
interface Reader {
  opened: Promise<void>;
  position?: string;
  readAt: number;
  timer?: NodeJS.Timeout;
}

/** `clock` in ms since the epoch. */
export function createChangeFeed(
  log: Pick<ChangePort, 'end' | 'after'>,
  clock: () => number,
  { changed, missed }: Heard,
): ChangeFeed {
  let reader: Reader | undefined;

  const readOn = async (mine: Reader, position: string): Promise<void> => {
    for (let at = position; ; ) {
      const entries = await log.after(at);
      if (reader !== mine) return;
      if (clock() - mine.readAt > GAP) missed();
      mine.readAt = clock();
      const last = entries.at(-1)?.position;
      if (last === undefined) return;
      mine.position = at = last;
      for (const { sessions } of entries) for (const session of sessions) changed(session);
    }
  };
  const findEnd = async (mine: Reader): Promise<void> => {
    const isFirst = mine.readAt === 0;
    mine.readAt = clock();
    mine.position = await log.end();
    if (!isFirst && reader === mine) missed();
  };
  const read = async (mine: Reader): Promise<void> => {
    try {
      await (mine.position === undefined ? findEnd(mine) : readOn(mine, mine.position));
    } catch {
      // The database is away. Sessions are looked at one after the other meanwhile, which is slower.
    }
    if (reader === mine) mine.timer = setTimeout(() => void read(mine), EVERY);
  };

  return {
    open() {
      if (!reader) {
        const mine: Reader = { opened: Promise.resolve(), readAt: 0 };
        reader = mine;
        mine.opened = read(mine);
      }
      return reader.opened;
    },
    close() {
      clearTimeout(reader?.timer);
      reader = undefined;
    },
  };
}

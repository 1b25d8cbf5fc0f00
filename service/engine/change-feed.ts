import type { ChangePort } from '../../store/store';

/** ms between two reads of the log, for all listeners of this process together, while nothing changes. */
const EVERY = 200;
/** ms between two reads for a while after a change: where sessions change often, nobody waits for the next read. */
const SOON = 50;
const BUSY_FOR = 2_000;
/** ms without a read after which entries may have been missed: the log keeps them for half a minute. */
const GAP = 20_000;

/** What has changed, as other processes have written it into the log. It is read while anybody listens. */
export interface ChangeFeed {
  listen(listener: ChangeListener): Hearing;
}

export interface ChangeListener {
  /** `name`: a session's workflow id, or the name of a tenant's events (`changeOfEvents`). */
  changed(name: string): void;
  /** Anything may have changed: the log could not be read for too long. */
  missed(): void;
}

export interface Hearing {
  /** Resolves once no change from now on is missed, or where the log can't be read. */
  opened: Promise<void>;
  stop(): void;
}

/** Reads the log once for all who listen in this process. `clock` in ms since the epoch. */
export function createChangeFeed(log: Pick<ChangePort, 'end' | 'after'>, clock: () => number): ChangeFeed {
  const listeners = new Set<ChangeListener>();
  const reading = createReading(log, clock, {
    changed: (name) => {
      for (const listener of listeners) listener.changed(name);
    },
    missed: () => {
      for (const listener of listeners) listener.missed();
    },
  });
  return {
    listen(listener) {
      listeners.add(listener);
      return {
        opened: reading.open(),
        stop() {
          listeners.delete(listener);
          if (listeners.size === 0) reading.close();
        },
      };
    },
  };
}

/** One opening of the feed. */
interface Reader {
  opened: Promise<void>;
  position?: string;
  readAt: number;
  /** When a read found something, last. */
  foundAt?: number;
  timer?: NodeJS.Timeout;
}

function createReading(
  log: Pick<ChangePort, 'end' | 'after'>,
  clock: () => number,
  { changed, missed }: ChangeListener,
) {
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
      mine.foundAt = mine.readAt;
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
      // The database is away. Who listens has a slower way to notice changes meanwhile.
    }
    const isBusy = mine.foundAt !== undefined && clock() - mine.foundAt < BUSY_FOR;
    if (reader === mine) mine.timer = setTimeout(() => void read(mine), isBusy ? SOON : EVERY);
  };

  return {
    open(): Promise<void> {
      if (!reader) {
        const mine: Reader = { opened: Promise.resolve(), readAt: 0 };
        reader = mine;
        mine.opened = read(mine);
      }
      return reader.opened;
    },
    close(): void {
      clearTimeout(reader?.timer);
      reader = undefined;
    },
  };
}

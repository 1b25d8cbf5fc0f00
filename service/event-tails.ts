import { changeOfEvents } from '../domain/tenant-event';
import type { EventPort, LoggedEvent } from '../store/store';
import type { ChangeFeed, Hearing } from './engine/change-feed';

/** Events that are read at once. */
const BATCH = 200;
/** The newest events of a tenant that are kept in memory, some 400 bytes each. */
const KEPT = 500;
/** ms after which a tail is read although nobody has said that there is something new. */
const SAFETY = 15_000;

/** One follower's hold on a tenant's log. */
export interface Tail {
  /** Some events after a place, in order; none where it is at the end. Rejects as the store does. */
  after(position: string): Promise<readonly LoggedEvent[]>;
  /** Resolves once there may be events after a place, or when `signal` aborts. */
  grown(position: string, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/**
 * The ends of the logs that somebody follows in this process. However many follow a tenant, what is new is read once,
 * and only when a process says that it has recorded something.
 */
export interface EventTails {
  /** Resolves once no event from now on is missed. Rejects as the store does. */
  follow(client_id: string): Promise<Tail>;
}

type Log = Pick<EventPort, 'after' | 'following' | 'end'>;

export function createEventTails(log: Log, feed: ChangeFeed): EventTails {
  /** By the name of the change. */
  const tails = new Map<string, SharedTail>();
  let hearing: Hearing | undefined;
  let timer: NodeJS.Timeout | undefined;
  const readAll = () => {
    for (const tail of tails.values()) tail.readThoroughly();
  };

  const leave = (name: string, tail: SharedTail): void => {
    tail.followers -= 1;
    if (tail.followers > 0 || tails.get(name) !== tail) return;
    tails.delete(name);
    if (tails.size > 0) return;
    clearInterval(timer);
    hearing?.stop();
    hearing = undefined;
  };
  const join = (client_id: string, name: string): SharedTail => {
    if (!hearing) {
      hearing = feed.listen({ changed: (changed) => tails.get(changed)?.read(), missed: readAll });
      timer = setInterval(readAll, SAFETY).unref();
    }
    const tail = tails.get(name) ?? new SharedTail(log, client_id, hearing.opened);
    tails.set(name, tail);
    tail.followers += 1;
    return tail;
  };

  return {
    async follow(client_id) {
      const name = changeOfEvents(client_id);
      const tail = join(client_id, name);
      try {
        await tail.opened();
      } catch (error) {
        leave(name, tail);
        throw error;
      }
      return {
        after: (position) => tail.after(position),
        grown: (position, signal) => tail.grown(position, signal),
        stop: () => leave(name, tail),
      };
    },
  };
}

/** The end of one tenant's log. */
class SharedTail {
  followers = 0;
  /** The newest events, and the place after which they are complete. */
  #recent: LoggedEvent[] = [];
  #from = '';
  #end = '';
  #opening: Promise<void> | undefined;
  #reading = false;
  #again = false;
  #isThorough = false;
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly log: Log,
    readonly client_id: string,
    readonly heard: Promise<void>,
  ) {}

  /** Finds the end of the log, once changes are heard of. */
  opened(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    await this.heard;
    this.#from = await this.log.end(this.client_id);
    this.#end = this.#from;
  }

  async after(position: string): Promise<readonly LoggedEvent[]> {
    if (position < this.#from) return this.log.after(this.client_id, position, BATCH);
    return this.#recent.slice(this.#recent.findLastIndex((event) => event.position <= position) + 1);
  }

  grown(position: string, signal: AbortSignal): Promise<void> {
    if (this.#end > position || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  /** Reads what is new, beyond a gap too: a log of which all has expired begins anew. */
  readThoroughly(): void {
    this.#isThorough = true;
    this.read();
  }

  /** Reads what is new. Where the store is away, the next change or the next round reads it. */
  read(): void {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    void this.#readAll()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = false;
        for (const wake of [...this.#waiting]) wake();
      });
  }

  async #readAll(): Promise<void> {
    await this.opened();
    while (this.#again) {
      this.#again = false;
      const events = await this.#next();
      this.#again ||= events.length === BATCH;
      this.#take(events);
    }
  }

  #next(): Promise<LoggedEvent[]> {
    const isThorough = this.#isThorough || this.#end === '';
    this.#isThorough = false;
    return isThorough
      ? this.log.after(this.client_id, this.#end, BATCH)
      : this.log.following(this.client_id, this.#end, BATCH);
  }

  #take(events: LoggedEvent[]): void {
    this.#recent.push(...events);
    this.#end = events.at(-1)?.position ?? this.#end;
    const dropped = this.#recent.splice(0, Math.max(0, this.#recent.length - KEPT));
    this.#from = dropped.at(-1)?.position ?? this.#from;
  }
}

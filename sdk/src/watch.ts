import { NetworkError, VestibuleError } from './errors.js';
import { readEvents, type ServerSentEvent } from './event-stream.js';
import { accepted, type Http } from './http.js';
import { compareStates, essence } from './progress.js';
import { abortable, isWorthRetrying, pause } from './retry.js';
import type { SessionState } from './types.js';

/** ms without a byte after which a stream counts as dead: the API sends something more often. */
const SILENCE = 45_000;
/** ms for the first byte, which comes within 15 s: a proxy that gathers answers lets none through. */
const FIRST = 20_000;
/** Streams in a row that brought not a byte before `?wait=` is used. */
const DEAD_STREAMS = 2;
/** Failures in a row before it is thrown: some 5 minutes. */
const PATIENCE = 40;

const OVER: readonly SessionState['status'][] = ['COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'FAILED'];

/** Whether a session has ended, well or not. */
export const isOver = ({ status }: Pick<SessionState, 'status'>): boolean => OVER.includes(status);

/** What is watched: a session, by what it can say of itself. */
interface Watched {
  readonly state: SessionState;
  /** Grows with each state that it takes. */
  readonly taken: number;
  readonly bearer: { Authorization: string };
  path(below?: string): string;
  take(state: SessionState): SessionState;
  refresh(options: { wait?: number | undefined; signal?: AbortSignal | undefined }): Promise<SessionState>;
}

/** Each state of a session, from the present one to the last: by an event stream, or else by held reads. */
export async function* watchStates(
  http: Http,
  session: Watched,
  signal: AbortSignal | undefined,
): AsyncGenerator<SessionState, void, undefined> {
  let shown: string | undefined;
  for await (const heard of changes(http, session, signal)) {
    // A submission that was answered meanwhile has told more.
    const state = compareStates(heard, session.state) < 0 ? session.state : heard;
    const now = essence(state);
    if (now !== shown) yield state;
    shown = now;
    if (isOver(state)) return;
  }
}

async function* changes(http: Http, session: Watched, signal: AbortSignal | undefined) {
  let lastEventId: string | undefined;
  let failures = 0;
  let dead = 0;
  let mine = session.taken;
  while (true) {
    signal?.throwIfAborted();
    try {
      if (dead < DEAD_STREAMS) {
        dead += 1;
        const url = http.url(session.path('/events'), { lastEventId });
        for await (const event of openStream(http, url, session.bearer, signal, () => (dead = 0))) {
          lastEventId = event.id ?? lastEventId;
          failures = 0;
          if (event.type !== 'session') continue;
          const state = await inOrder(session, JSON.parse(event.data) as SessionState, mine, signal);
          // Before its reader goes on, and has another call answered.
          mine = session.taken;
          yield state;
        }
      } else {
        yield await session.refresh({ wait: failures === 0 && dead > DEAD_STREAMS ? 25 : 0, signal });
        dead += 1;
        failures = 0;
        continue;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (failures >= PATIENCE || !isWorthRetrying(error, true)) throw error;
      await pause(failures, error, signal);
      failures += 1;
      continue;
    }
    // The stream has ended: the session is over, an API process has stopped, or a proxy has had enough.
    const state = await session.refresh({ signal });
    mine = session.taken;
    yield state;
    await pause(0, undefined, signal);
  }
}

/**
 * An event's state, or a later one. An event may have been on its way when a call of this session was answered: where
 * its phases do not show that it is the later one, the session is read.
 *
 * @param mine `taken` after the event before
 */
async function inOrder(
  session: Watched,
  state: SessionState,
  mine: number,
  signal: AbortSignal | undefined,
): Promise<SessionState> {
  const later = compareStates(state, session.state);
  const isCertain = session.taken === mine || essence(state) === essence(session.state);
  return later > 0 || (later === 0 && isCertain) ? session.take(state) : session.refresh({ signal });
}

/**
 * One event stream, from its opening to its end.
 *
 * @throws VestibuleError for a refusal, NetworkError where it broke off or fell silent
 */
export async function* openStream(
  http: Http,
  url: string,
  headers: Record<string, string>,
  outer: AbortSignal | undefined,
  heard: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const { signal, extend, end } = abortable(outer, FIRST, SILENCE);
  try {
    const response = await http.fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal });
    if (response.status === 204) return;
    if (!response.ok) accepted({ status: response.status, headers: response.headers, text: await response.text() });
    if (!response.body || !/event-stream/.test(response.headers.get('content-type') ?? ''))
      throw new NetworkError('This is no event stream.');
    yield* readEvents(response.body, () => {
      extend();
      heard();
    });
  } catch (error) {
    outer?.throwIfAborted();
    if (error instanceof NetworkError || VestibuleError.isInstance(error)) throw error;
    throw new NetworkError('The event stream broke off.', { cause: error });
  } finally {
    end();
  }
}

import type { Response } from 'express';
import type { SessionView } from '../../domain/session/views';
import { markOf } from '../../service/engine/watchers';
import { stateOf } from '../../service/settle';
import type { Action } from '../http/endpoint';
import { authorise, findSession, type Reading } from './session';

/** ms: proxies cut a silent connection after a minute or so. */
const HEARTBEAT = 15_000;
/** ms: a listener that stays gets a fresh nonce before the last one expires. */
const REFRESH = 20 * 60_000;

/**
 * Streams the session state, at once and after each change, until the session is over or the listener has left. Each
 * event is whole, so one that was missed is made up for by the next.
 */
const streamStates: Action<Reading> = async ({ deps, req, res, ref, view }) => {
  res.locals.stream = true;
  res.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  res.flushHeaders();
  if (res.locals.head) {
    res.end();
    return;
  }
  let mark = '';
  let sent = 0;
  let writing: Promise<void> = Promise.resolve();
  const tell = async (latest: SessionView) => {
    if (res.writableEnded || (markOf(latest) === mark && deps.clock() - sent < REFRESH)) return;
    const state = await stateOf(deps, latest);
    mark = markOf(latest);
    sent = deps.clock();
    writeEvent(res, state);
    if (latest.next.kind === 'none' && latest.status !== 'PROCESSING') res.end();
  };
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT);
  // One at a time, or a slow rendering could be overtaken by the next. A failure ends the stream; the client connects
  // again.
  const stop = deps.watchers.follow(ref, (latest) => {
    writing = writing
      .then(() => (latest ? tell(latest) : void res.end()))
      .catch((error: unknown) => {
        deps.log.error({ request_id: req.id, err: error }, 'event stream failed');
        res.end();
      });
  });
  const end = () => void res.end();
  deps.draining?.addEventListener('abort', end);
  res.once('close', () => {
    deps.draining?.removeEventListener('abort', end);
    clearInterval(heartbeat);
    stop();
  });
  await tell(view);
};

const writeEvent = (res: Response, state: unknown): void =>
  void res.write(`event: session\ndata: ${JSON.stringify(state)}\n\n`);

/** `GET /sessions/{session_id}/events` */
export const streamEvents: Action<Reading>[] = [authorise, findSession, streamStates];

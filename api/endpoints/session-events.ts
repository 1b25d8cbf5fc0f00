import type { Response } from 'express';
import type { SessionView } from '../../domain/session/session';
import type { SessionHolder } from '../../service/access';
import { followSession } from '../../service/session-events';
import type { SessionState } from '../../service/session-state';
import { readView } from '../../service/session-views';
import { identifyHolder } from '../http/caller';
import type { Action } from '../http/endpoint';

interface Following {
  holder: SessionHolder;
  view: SessionView;
}

/** ms: proxies cut a connection that is silent for a minute or so. */
const HEARTBEAT = 15_000;

const findSession: Action<Following> = async (exchange) => {
  exchange.view = await readView(exchange.services, exchange.holder.ref);
};

/** Streams the session's states as server-sent events until the session is over or the client has left. */
const streamStates: Action<Following> = ({ services, req, res, holder, view }) => {
  res.locals.stream = true;
  res.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  res.flushHeaders();
  if (res.locals.head) {
    res.end();
    return;
  }
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT);
  const stop = followSession(services, holder.ref, view, {
    next: (state) => writeEvent(res, state),
    end(error) {
      if (error !== undefined) services.log.error({ request_id: req.id, err: error }, 'event stream failed');
      res.end();
    },
  });
  const end = () => void res.end();
  services.draining?.addEventListener('abort', end);
  res.once('close', () => {
    services.draining?.removeEventListener('abort', end);
    clearInterval(heartbeat);
    stop();
  });
};

function writeEvent(res: Response, state: SessionState): void {
  res.locals.checkAnswer?.(200, state);
  res.write(`event: session\ndata: ${JSON.stringify(state)}\n\n`);
}

/** `GET /sessions/{session_id}/events` */
export const streamEvents: Action<Following>[] = [identifyHolder, findSession, streamStates];

import type { SessionHolder } from '../../service/access';
import { holderByTicket, issueTicket } from '../../service/event-tickets';
import { openEvents, type SessionEvents } from '../../service/session-events';
import { identifyHolder } from '../http/caller';
import { type Action, header } from '../http/endpoint';

interface Following {
  holder: SessionHolder;
  lastEventId: string | undefined;
  events: SessionEvents;
}

/** Before a ticket is used up: one who is refused for lack of room may come again with it. */
const admit: Action<Following> = (exchange) => {
  const { req, services } = exchange;
  services.streams.admit({ of: 'session', id: String(req.params.session_id) });
  const { lastEventId } = req.query;
  exchange.lastEventId = header(req, 'last-event-id') ?? (typeof lastEventId === 'string' ? lastEventId : undefined);
};

/** By a ticket in the address, for a browser's EventSource can send no Authorization; else as for every read. */
const identifyListener: Action<Following> = async (exchange) => {
  const { req, services, lastEventId } = exchange;
  const { ticket } = req.query;
  if (typeof ticket !== 'string') return identifyHolder(exchange);
  exchange.holder = await holderByTicket(services, ticket, String(req.params.session_id), lastEventId);
};

/** A session that is over is answered 204: only that keeps an EventSource from coming back. */
const findEvents: Action<Following> = async (exchange) => {
  const { services, holder, lastEventId } = exchange;
  const events = await openEvents(services, holder.ref, lastEventId);
  if (events) exchange.events = events;
  else exchange.answer = { status: 204 };
};

/** Streams the session's states as server-sent events until the session is over or the client has left. */
const streamStates: Action<Following> = ({ services, req, res, holder, events }) => {
  const { streams, draining, log } = services;
  const { locals } = res;
  streams.open(res, { of: 'session', id: holder.ref.session_id });
  const end = () => void res.end();
  const stop = events.listen({
    next({ id, state }) {
      locals.checkAnswer?.('event', state);
      streams.write(res, 'session', id, state);
    },
    end(error) {
      if (error !== undefined) log.error({ request_id: req.id, err: error }, 'event stream failed');
      end();
    },
  });
  draining?.addEventListener('abort', end);
  res.once('close', () => {
    draining?.removeEventListener('abort', end);
    stop();
  });
  if (locals.head || draining?.aborted) end();
};

/** `GET /sessions/{session_id}/events` */
export const streamEvents: Action<Following>[] = [admit, identifyListener, findEvents, streamStates];

const answerTicket: Action<Pick<Following, 'holder'>> = (exchange) => {
  exchange.answer = { status: 200, body: issueTicket(exchange.services, exchange.holder) };
};

/** `POST /sessions/{session_id}/events/ticket` */
export const createTicket: Action<Pick<Following, 'holder'>>[] = [identifyHolder, answerTicket];

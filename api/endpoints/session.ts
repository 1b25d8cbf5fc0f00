import type { SessionHolder } from '../../service/access';
import { cancelSession as cancel, readSession as read } from '../../service/sessions';
import { identifyHolder } from '../http/caller';
import { type Action, clientGone, preferredWait, sessionAnswer } from '../http/endpoint';

interface Holding {
  holder: SessionHolder;
}

/** Seconds that a read can be held: proxies on the way cut what takes longer. */
const MAX_HOLD = 30;

const answerState: Action<Holding> = async (exchange) => {
  const { req, services, holder } = exchange;
  const seconds = Math.min(Number(req.query.wait ?? 0), MAX_HOLD);
  const wait = seconds > 0 ? { ms: seconds * 1000, signal: () => clientGone(exchange) } : undefined;
  exchange.answer = { status: 200, body: await read(services, holder.ref, wait) };
};

/** `GET /sessions/{session_id}` */
export const readSession: Action<Holding>[] = [identifyHolder, answerState];

/** Seconds that a cancellation can be held: what the session had begun at the bank is undone first. */
const CANCEL_WAIT = 25;

const answerCancelled: Action<Holding> = async (exchange) => {
  const settled = await cancel(exchange.services, exchange.holder, preferredWait(exchange, CANCEL_WAIT));
  exchange.answer = sessionAnswer(settled);
};

/** `DELETE /sessions/{session_id}` */
export const cancelSession: Action<Holding>[] = [identifyHolder, answerCancelled];

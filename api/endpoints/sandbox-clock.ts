import { skipTime as skip } from '../../service/sandbox-clock';
import { proveByBasic } from '../http/caller';
import { type Action, preferredWait, sessionAnswer } from '../http/endpoint';

/** `POST /sandbox/sessions/{session_id}/advance` */
export const advanceSession: Action = async (exchange) => {
  const { req, services } = exchange;
  const tenant = await proveByBasic(exchange);
  const { by } = req.body as { by: string };
  const settled = await skip(services, tenant, String(req.params.session_id), by, preferredWait(exchange));
  exchange.answer = sessionAnswer(settled);
};

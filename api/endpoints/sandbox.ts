import type { Json } from '../../domain/json';
import { type DraftRequest, saveDraft as save } from '../../service/drafts';
import { skipTime } from '../../service/sandbox-clock';
import { playPartner } from '../../service/sandbox-report';
import { proveByBasic } from '../http/caller';
import { type Action, preferredWait, sessionAnswer } from '../http/endpoint';

/** `POST /sandbox/sessions/{session_id}/advance` */
export const advanceSession: Action = async (exchange) => {
  const { req, services } = exchange;
  const tenant = await proveByBasic(exchange);
  const { by } = req.body as { by: string };
  const settled = await skipTime(services, tenant, String(req.params.session_id), by, preferredWait(exchange));
  exchange.answer = sessionAnswer(settled);
};

/** `POST /sandbox/sessions/{session_id}/report` */
export const reportEvent: Action = async (exchange) => {
  const { req, services } = exchange;
  const tenant = await proveByBasic(exchange);
  const report = req.body as { step: string; payload: Json };
  const settled = await playPartner(services, tenant, String(req.params.session_id), report, preferredWait(exchange));
  exchange.answer = sessionAnswer(settled);
};

/** `POST /sandbox/drafts` */
export const saveDraft: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  exchange.answer = { status: 201, body: await save(exchange.services, tenant, exchange.req.body as DraftRequest) };
};

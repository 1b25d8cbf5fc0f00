import type { JsonObject } from '../../domain/json';
import { submitStep as submit } from '../../service/submissions';
import { claimTenant } from '../http/caller';
import { type Action, header, preferredWait, sessionAnswer } from '../http/endpoint';

interface SubmissionBody {
  client_id: string;
  nonce: string;
  skill: string;
  step: string;
  data: JsonObject;
  keep?: string[];
}
const MAX_USER_AGENT = 512;

/** The client must exist. The nonce proves the rest. */
const identifyClient: Action = async (exchange) => {
  const { client_id, nonce } = exchange.req.body as SubmissionBody;
  await claimTenant(exchange, client_id, nonce);
};

const submitToSession: Action = async (exchange) => {
  const { req, services } = exchange;
  const { client_id, nonce, skill, step, data, keep } = req.body as SubmissionBody;
  const user_agent = header(req, 'user-agent')?.slice(0, MAX_USER_AGENT);
  const settled = await submit(services, {
    ref: { client_id, session_id: String(req.params.session_id) },
    nonce,
    skill,
    step,
    data,
    ...(keep === undefined ? {} : { keep }),
    psu: { ip_address: req.ip ?? '0.0.0.0', ...(user_agent === undefined ? {} : { user_agent }) },
    wait: preferredWait(exchange),
  });
  exchange.answer = sessionAnswer(settled);
};

/** `POST /sessions/{session_id}/steps` */
export const submitStep: Action[] = [identifyClient, submitToSession];

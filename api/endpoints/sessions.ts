import type { Tenant } from '../../service/access';
import type { IdempotentRequest } from '../../service/idempotency';
import { createSession as create, type SessionRequest } from '../../service/sessions';
import { proveTenant } from '../http/caller';
import { type Action, preferredWait } from '../http/endpoint';
import { idempotently } from '../http/idempotency';

interface Creating {
  tenant: Tenant;
  idempotent?: IdempotentRequest;
}
type SessionBody = SessionRequest & { client_id: string; client_app_key: string };

const identifyApp: Action<Creating> = async (exchange) => {
  const { client_id, client_app_key } = exchange.req.body as SessionBody;
  exchange.tenant = await proveTenant(exchange, client_id, client_app_key, 'app');
};

const startSession: Action<Creating> = async (exchange) => {
  const { req, services, tenant, idempotent } = exchange;
  const state = await create(services, tenant, req.body as SessionBody, preferredWait(exchange), idempotent);
  exchange.answer = { status: 201, headers: { Location: `/sessions/${state.session_id}` }, body: state };
};

/** `POST /sessions` */
export const createSession: Action<Creating>[] = [identifyApp, idempotently('sessions', [startSession])];

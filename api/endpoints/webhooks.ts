import type { Tenant } from '../../service/access';
import type { IdempotentRequest } from '../../service/idempotency';
import {
  type DeliveryQuery,
  listDeliveries as deliveries,
  type ReplayRequest,
  replayEvents as replay,
} from '../../service/webhook-deliveries';
import { rotateSecret as rotate, testEndpoint as test } from '../../service/webhook-secrets';
import {
  changeEndpoint as change,
  createEndpoint as create,
  type EndpointChanges,
  type EndpointRequest,
  listEndpoints as list,
  readEndpoint as read,
  removeEndpoint as remove,
} from '../../service/webhooks';
import { proveByBasic } from '../http/caller';
import { type Action, clientGone, type Exchange } from '../http/endpoint';
import { idempotently } from '../http/idempotency';

interface ByServer {
  tenant: Tenant;
  idempotent?: IdempotentRequest;
}
/** The tenant's server alone: its app's key and nonces of sessions open nothing here. */
const byServer: Action<ByServer> = async (exchange) => {
  exchange.tenant = await proveByBasic(exchange);
};
const idOf = ({ req }: Exchange): string => String(req.params.endpoint_id);

/** `GET /webhooks` */
export const listEndpoints: Action<ByServer>[] = [
  byServer,
  async (exchange) => {
    const { limit, cursor } = exchange.req.query as { limit?: string; cursor?: string };
    const query = {
      ...(limit === undefined ? {} : { limit: Number(limit) }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    exchange.answer = { status: 200, body: await list(exchange.services, exchange.tenant, query) };
  },
];

const answerCreated: Action<ByServer> = async (exchange) => {
  const { req, services, tenant } = exchange;
  exchange.answer = { status: 201, body: await create(services, tenant, req.body as EndpointRequest) };
};

/** `POST /webhooks` */
export const createEndpoint: Action<ByServer>[] = [byServer, idempotently('webhooks', [answerCreated])];

/** `GET /webhooks/{endpoint_id}` */
export const readEndpoint: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  exchange.answer = { status: 200, body: await read(exchange.services, tenant, idOf(exchange)) };
};

/** `PATCH /webhooks/{endpoint_id}` */
export const changeEndpoint: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const changes = exchange.req.body as EndpointChanges;
  exchange.answer = { status: 200, body: await change(exchange.services, tenant, idOf(exchange), changes) };
};

/** `DELETE /webhooks/{endpoint_id}` */
export const removeEndpoint: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  await remove(exchange.services, tenant, idOf(exchange));
  exchange.answer = { status: 204 };
};

const answerRotated: Action<ByServer> = async (exchange) => {
  const { req, services, tenant } = exchange;
  const { overlap } = req.body as { overlap?: string };
  exchange.answer = { status: 200, body: await rotate(services, tenant, idOf(exchange), overlap) };
};

/** `POST /webhooks/{endpoint_id}/secret` */
export const rotateSecret: Action<ByServer>[] = [
  byServer,
  (exchange) => idempotently(`webhooks/${idOf(exchange)}/secret`, [answerRotated])(exchange),
];

/** `POST /webhooks/{endpoint_id}/test` */
export const testEndpoint: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const attempt = await test(exchange.services, tenant, idOf(exchange), clientGone(exchange));
  exchange.answer = { status: 200, body: attempt };
};

/** `GET /webhooks/{endpoint_id}/deliveries` */
export const listDeliveries: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const { limit, ...rest } = exchange.req.query as Omit<DeliveryQuery, 'limit'> & { limit?: string };
  const query = { ...rest, ...(limit === undefined ? {} : { limit: Number(limit) }) };
  exchange.answer = { status: 200, body: await deliveries(exchange.services, tenant, idOf(exchange), query) };
};

/** `POST /webhooks/{endpoint_id}/replay` */
export const replayEvents: Action = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const request = exchange.req.body as ReplayRequest;
  exchange.answer = { status: 202, body: await replay(exchange.services, tenant, idOf(exchange), request) };
};

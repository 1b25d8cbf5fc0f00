import type { Json } from '../../domain/json';
import { type IdempotentRequest, idempotentRequest, type KeptAnswer, performOnce } from '../../service/idempotency';
import { type Action, type HttpAnswer, header, perform } from './endpoint';

interface Idempotent {
  /** The caller, who has proven to be it. */
  tenant: { client_id: string };
  /** The request, if the caller sent an `Idempotency-Key`. */
  idempotent?: IdempotentRequest;
}

/** Performs actions once for each `Idempotency-Key` and body. A repeat gets the first answer. */
export const idempotently = <S extends Idempotent>(operation: string, actions: readonly Action<S>[]): Action<S> =>
  async function performIdempotently(exchange) {
    const { req, services, tenant } = exchange;
    const key = header(req, 'idempotency-key');
    if (key === undefined) return perform(exchange, actions);
    const request = idempotentRequest(services, operation, tenant.client_id, key, req.body as Json);
    exchange.idempotent = request;
    const { replayed, ...answer } = await performOnce(services, request, async () => {
      await perform(exchange, actions);
      return keep(exchange.answer as HttpAnswer);
    });
    if (replayed) exchange.answer = { ...answer, headers: { ...answer.headers, 'Idempotency-Replayed': 'true' } };
  };

const keep = ({ status, headers = {}, body = null }: HttpAnswer): KeptAnswer => ({
  status,
  headers,
  body: body as Json,
});

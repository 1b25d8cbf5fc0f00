import { VestibuleError } from '../../domain/errors';
import type { Tenant } from '../../service/access';
import type { IdempotentRequest } from '../../service/idempotency';
import { exchangeToken as exchangeTempToken } from '../../service/token-exchange';
import { basicOf, proveByBasic, proveTenant } from '../http/caller';
import type { Action } from '../http/endpoint';
import { idempotently } from '../http/idempotency';

interface TokenBody {
  client_id?: string;
  client_secret?: string;
  temp_token: string;
}
interface Exchanging {
  tenant: Tenant;
  idempotent?: IdempotentRequest;
}

/** Identifies the client in the body or by Basic (RFC 6749, 2.3.1); not by both at odds. */
const identifyClient: Action<Exchanging> = async (exchange) => {
  const { client_id, client_secret } = exchange.req.body as TokenBody;
  const basic = basicOf(exchange.req);
  if (basic && client_id !== undefined && client_id !== basic.client_id) throw unauthorized();
  if (basic) exchange.tenant = await proveByBasic(exchange);
  else if (client_id !== undefined && client_secret !== undefined)
    exchange.tenant = await proveTenant(exchange, client_id, client_secret, 'secret');
  else throw unauthorized();
};
const unauthorized = () =>
  new VestibuleError(
    'client_unauthorized',
    'Send client_id and client_secret, in the body or as Basic authorisation, but only once.',
  );

const answerToken: Action<Exchanging> = async (exchange) => {
  const { req, services, tenant, idempotent } = exchange;
  const { temp_token } = req.body as TokenBody;
  exchange.answer = { status: 200, body: await exchangeTempToken(services, tenant, temp_token, idempotent) };
};

/** `POST /token` */
export const exchangeToken: Action<Exchanging>[] = [identifyClient, idempotently('token', [answerToken])];

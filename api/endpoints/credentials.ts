import { readCredentials as read, revokeCredentials as revoke } from '../../service/credentials';
import { proveByBasic } from '../http/caller';
import { type Action, type Exchange, header } from '../http/endpoint';

/** The path names the credentials. `X-Credentials-Id` may be left out, but must not name others. */
const claimOf = async (exchange: Exchange) => ({
  tenant: await proveByBasic(exchange),
  credentials_id: String(exchange.req.params.credentials_id),
  access_token: header(exchange.req, 'x-access-token'),
  second_id: header(exchange.req, 'x-credentials-id'),
});

/** `GET /credentials/{credentials_id}` */
export const readCredentials: Action = async (exchange) => {
  exchange.answer = { status: 200, body: await read(exchange.services, await claimOf(exchange)) };
};

/** `DELETE /credentials/{credentials_id}` */
export const revokeCredentials: Action = async (exchange) => {
  exchange.answer = { status: 200, body: await revoke(exchange.services, await claimOf(exchange)) };
};

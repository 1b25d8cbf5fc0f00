import type { TransactionQuery } from '../../domain/connector';
import { listAccounts, listTransactions, readAccount } from '../../service/accounts';
import type { CredentialsClaim } from '../../service/credentials';
import { proveByBasic } from '../http/caller';
import { type Action, clientGone, header } from '../http/endpoint';

interface Claiming {
  claim: CredentialsClaim;
}

/** Identifies the tenant's server, and the credentials that it names with their access token. */
const identifyServer: Action<Claiming> = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const credentials_id = header(exchange.req, 'x-credentials-id') ?? '';
  exchange.claim = { tenant, credentials_id, access_token: header(exchange.req, 'x-access-token') };
};

const answerAccounts: Action<Claiming> = async (exchange) => {
  const { services, claim } = exchange;
  const data = await listAccounts(services, claim, clientGone(exchange));
  exchange.answer = { status: 200, body: { data } };
};

const answerAccount: Action<Claiming> = async (exchange) => {
  const { services, claim, req } = exchange;
  const account = await readAccount(services, claim, String(req.params.account_id), clientGone(exchange));
  exchange.answer = { status: 200, body: { data: [account] } };
};

const DEFAULT_LIMIT = 100;

/** The query as the document describes it, with numbers still as text. */
type QueryText = Omit<Partial<TransactionQuery>, 'limit'> & { account_id: string; limit?: string };

const answerTransactions: Action<Claiming> = async (exchange) => {
  const { services, claim, req } = exchange;
  const { booking_status = 'booked', limit = DEFAULT_LIMIT, ...rest } = req.query as QueryText;
  const query = { ...rest, booking_status, limit: Number(limit) };
  const body = await listTransactions(services, claim, query, clientGone(exchange));
  exchange.answer = { status: 200, body };
};

/** `GET /accounts` */
export const getAccounts: Action<Claiming>[] = [identifyServer, answerAccounts];
/** `GET /accounts/{account_id}` */
export const getAccount: Action<Claiming>[] = [identifyServer, answerAccount];
/** `GET /transactions` */
export const getTransactions: Action<Claiming>[] = [identifyServer, answerTransactions];

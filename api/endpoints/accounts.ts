import type { Warning } from '../../domain/connector';
import { listAccounts, listTransactions, readAccount } from '../../service/accounts';
import type { CredentialsClaim } from '../../service/credentials';
import type { Reading } from '../../service/data/holding';
import { presentUser } from '../../service/data/present-user';
import type { TransactionQuery } from '../../service/data/transactions';
import { proveByBasic } from '../http/caller';
import { type Action, clientGone, type Exchange, header } from '../http/endpoint';

interface Claiming {
  claim: CredentialsClaim;
}

/** Identifies the tenant's server, and the credentials that it names with their access token. */
const identifyServer: Action<Claiming> = async (exchange) => {
  const tenant = await proveByBasic(exchange);
  const credentials_id = header(exchange.req, 'x-credentials-id') ?? '';
  exchange.claim = { tenant, credentials_id, access_token: header(exchange.req, 'x-access-token') };
};

/** Whether the end user is present, as the tenant says, and when the call is of use no more. */
function readingOf(exchange: Exchange): Reading {
  const { req } = exchange;
  const psu = presentUser(header(req, 'x-psu-ip-address'), header(req, 'x-psu-user-agent'));
  return { signal: clientGone(exchange), ...(psu ? { psu } : {}) };
}

/** Absent where nothing was left out or guessed. */
const told = (warnings: Warning[]) => (warnings.length === 0 ? {} : { warnings });

const answerAccounts: Action<Claiming> = async (exchange) => {
  const { services, claim } = exchange;
  const { data, warnings } = await listAccounts(services, claim, readingOf(exchange));
  exchange.answer = { status: 200, body: { data, ...told(warnings) } };
};

const answerAccount: Action<Claiming> = async (exchange) => {
  const { services, claim, req } = exchange;
  const { data, warnings } = await readAccount(services, claim, String(req.params.account_id), readingOf(exchange));
  exchange.answer = { status: 200, body: { data, ...told(warnings) } };
};

const DEFAULT_LIMIT = 100;

/** The query as the document describes it, with numbers still as text. */
type QueryText = Omit<TransactionQuery, 'limit'> & { limit?: string };

const answerTransactions: Action<Claiming> = async (exchange) => {
  const { services, claim, req } = exchange;
  const { limit = DEFAULT_LIMIT, ...rest } = req.query as unknown as QueryText;
  const page = await listTransactions(services, claim, { ...rest, limit: Number(limit) }, readingOf(exchange));
  const { data, warnings, next_cursor } = page;
  exchange.answer = { status: 200, body: { data, has_more: next_cursor !== null, next_cursor, ...told(warnings) } };
};

/** `GET /accounts` */
export const getAccounts: Action<Claiming>[] = [identifyServer, answerAccounts];
/** `GET /accounts/{account_id}` */
export const getAccount: Action<Claiming>[] = [identifyServer, answerAccount];
/** `GET /transactions` */
export const getTransactions: Action<Claiming>[] = [identifyServer, answerTransactions];

import type { TransactionQuery } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import { departure } from '../../service/settle';
import type { Action } from '../http/endpoint';
import { askBank, checkConsent, checkPair, findBank, type Holding, identifyServer, openBody } from './credentials';

type Step = Action<Holding>;

const listAccounts: Step = async (call) => {
  const { data, body } = call;
  const accounts = await askBank(call, () => data.accounts(body, { signal: departure(call) }));
  call.answer = { status: 200, body: { data: accounts } };
};

const readAccount: Step = async (call) => {
  const { data, body, req } = call;
  const account = await askBank(call, () =>
    data.account(body, String(req.params.account_id), { signal: departure(call) }),
  );
  call.answer = { status: 200, body: { data: [account] } };
};

const checkPeriod: Step = ({ req }) => {
  const { date_from, date_to } = req.query as { date_from?: string; date_to?: string };
  if (date_from === undefined || date_to === undefined || date_from <= date_to) return;
  const message = 'date_from must not be after date_to.';
  throw new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/date_from', code: 'period', message }],
  });
};

/** The query has been validated; the numbers in it are numbers. */
const listTransactions: Step = async (call) => {
  const { data, body, req } = call;
  const { account_id, date_from, date_to, booking_status, limit, cursor } = req.query as Record<
    string,
    string | undefined
  >;
  const query: TransactionQuery = {
    account_id: String(account_id),
    booking_status: (booking_status as TransactionQuery['booking_status'] | undefined) ?? 'booked',
    limit: Number(limit ?? 100),
    ...(date_from === undefined ? {} : { date_from }),
    ...(date_to === undefined ? {} : { date_to }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  const page = await askBank(call, () => data.transactions(body, query, { signal: departure(call) }));
  call.answer = {
    status: 200,
    body: { data: page.data, has_more: page.next_cursor !== null, next_cursor: page.next_cursor },
  };
};

const holding: Step[] = [identifyServer, checkPair, checkConsent, openBody, findBank];

/** `GET /accounts` */
export const getAccounts: Step[] = [...holding, listAccounts];
/** `GET /accounts/{account_id}` */
export const getAccount: Step[] = [...holding, readAccount];
/** `GET /transactions` */
export const getTransactions: Step[] = [...holding, checkPeriod, listTransactions];

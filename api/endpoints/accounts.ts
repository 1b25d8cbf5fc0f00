import { VestibuleError } from '../../domain/errors';
import { listAccounts, readAccount } from '../../service/data/accounts';
import { presentUser } from '../../service/data/present-user';
import { listTransactions, type TransactionQuery } from '../../service/data/transactions';
import { departure } from '../../service/settle';
import { type Action, type Call, header } from '../http/endpoint';
import { askBank, checkConsent, checkPair, findBank, type Holding, identifyServer, openBody } from './credentials';

type Step = Action<Holding>;

/** What a list has beside its rows: what was left out or guessed, where anything was. */
const told = <T>(warnings: T[]) => (warnings.length === 0 ? {} : { warnings });
const holdingOf = ({ credentials, body, data }: Holding) => ({ credentials, body, bank: data });
const readingOf = (call: Call & Holding) => {
  const psu = presentUser(header(call.req, 'x-psu-ip-address'), header(call.req, 'x-psu-user-agent'));
  return { signal: departure(call), ...(psu ? { psu } : {}) };
};

const answerAccounts: Step = async (call) => {
  const { data, warnings } = await askBank(call, () => listAccounts(call.deps, holdingOf(call), readingOf(call)));
  call.answer = { status: 200, body: { data, ...told(warnings) } };
};

const answerAccount: Step = async (call) => {
  const id = String(call.req.params.account_id);
  const { data, warnings } = await askBank(call, () => readAccount(call.deps, holdingOf(call), id, readingOf(call)));
  call.answer = { status: 200, body: { data, ...told(warnings) } };
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
const answerTransactions: Step = async (call) => {
  const { limit = 100, ...rest } = call.req.query as Omit<Partial<TransactionQuery>, 'limit'> & {
    account_id: string;
    limit?: string;
  };
  const page = await askBank(call, () =>
    listTransactions(call.deps, holdingOf(call), { ...rest, limit: Number(limit) }, readingOf(call)),
  );
  const { data, warnings, next_cursor } = page;
  call.answer = { status: 200, body: { data, has_more: next_cursor !== null, next_cursor, ...told(warnings) } };
};

const holding: Step[] = [identifyServer, checkPair, checkConsent, openBody, findBank];

/** `GET /accounts` */
export const getAccounts: Step[] = [...holding, answerAccounts];
/** `GET /accounts/{account_id}` */
export const getAccount: Step[] = [...holding, answerAccount];
/** `GET /transactions` */
export const getTransactions: Step[] = [...holding, checkPeriod, answerTransactions];

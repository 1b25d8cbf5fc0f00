import { type CallHandler, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import { authorisation } from '../berlin-group/authorisation';
import { createBanks } from '../berlin-group/banks';
import type { Bank } from '../berlin-group/client';
import { BankRefusal } from '../berlin-group/refusal';
import { argument, needText } from '../toolkit/json-readers';
import { at } from '../toolkit/links';

/**
 * `deposit.*`: the product API of a partner bank. It is not part of the Berlin Group's standard, but it is reached the
 * same way, and a hold is authorised by the standard's own sub-resources.
 */
export function depositHandlers(bank: Bank): Record<string, CallHandler | ScaHandler> {
  const url = (...segments: string[]) => at(bank.base, 'deposits', 'v1', ...segments);

  const quote: CallHandler = async ({ value, currency, period }, ctx) => {
    const body = { value, currency, period } as JsonObject;
    const answer = await orUnavailable(bank.change('quote', { method: 'POST', url: url('quotes'), body }, ctx));
    return {
      quote_id: needText(answer.body, 'quoteId'),
      rate: needText(answer.body, 'rate', 24),
      interest: needText(answer.body, 'interest', 24),
      maturity_date: needText(answer.body, 'maturityDate', 10),
    };
  };

  const hold: CallHandler = async ({ quote_id, value, currency }, ctx) => {
    const body = { quoteId: quote_id, value, currency } as JsonObject;
    const answer = await orUnavailable(bank.change('hold', { method: 'POST', url: url('holds'), body }, ctx));
    return { hold_id: needText(answer.body, 'holdId') };
  };

  /** A hold whose answer was lost is named by the request that made it, or did not. */
  const release: CallHandler = async (args, ctx) => {
    const id = args.hold_id as string | undefined;
    const target =
      id === undefined ? ctx.undoes && url('holds', 'by-request', requestId(ctx.undoes, 'hold')) : url('holds', id);
    if (!target) return {};
    try {
      await bank.change('release', { method: 'DELETE', url: target }, ctx);
    } catch (error) {
      if (!(error instanceof BankRefusal && error.isUnknown)) throw error;
    }
    return {};
  };

  const open: CallHandler = async (args, ctx) => {
    const call = { method: 'POST', url: url('holds', argument(args, 'hold_id'), 'deposit'), body: {} } as const;
    const { body } = await bank.change('deposit', call, ctx).catch((error: unknown) => {
      const isDeclined = error instanceof BankRefusal && error.says('DECLINED');
      throw isDeclined
        ? new ConnectorError('deposit.declined', 'The bank declined to open the deposit.', { cause: error })
        : error;
    });
    return {
      deposit_id: needText(body, 'depositId'),
      iban: needText(body, 'iban', 34),
      opened_on: needText(body, 'openedOn', 10),
      maturity_date: needText(body, 'maturityDate', 10),
    };
  };

  const authorise = authorisation(createBanks([bank]), {
    of: (args) => {
      const id = argument(args, 'hold_id');
      const links = { startAuthorisationWithPsuIdentification: url('holds', id, 'authorisations').href };
      return { id, psuId: args.psu_id as string | undefined, instructions: { approach: '', links } };
    },
    verdict: async (_bank, _note, _ctx, sca) => (sca === 'succeeded' ? { is: 'done', result: {} } : { is: 'open' }),
  });

  return {
    'deposit.quote': quote,
    'deposit.hold': hold,
    'deposit.release': release,
    'deposit.authorise': authorise,
    'deposit.open': open,
  };
}

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof BankRefusal && error.says('TERMS_UNAVAILABLE'))) throw error;
    throw new ConnectorError('deposit.terms_unavailable', 'These terms are not available.', { cause: error });
  }
}

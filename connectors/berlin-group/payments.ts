import { type CallContext, type CallHandler, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import type { Answer } from '../toolkit/http';
import { argument, needText } from '../toolkit/json-readers';
import { type Instructions, instructionsOf } from './approach';
import { authorisation, REFUSED, type Verdict } from './authorisation';
import type { Banks } from './banks';
import { authorisationHeaders, type Bank } from './client';
import { BankRefusal, orUnknownUser } from './refusal';

/** ISO 20022 codes: money has left the debtor's account, or has come to the creditor's. */
const SETTLED = new Set(['ACSC', 'ACCC']);
const REJECTED = new Set(['RJCT', 'CANC']);
/** Some of several required authorisations have been given. */
const PARTLY = 'PATC';
/** Refusals that speak of the payment, not of how it was asked for. */
const PAYMENT_REFUSED = ['PAYMENT_FAILED', 'FUNDS_NOT_AVAILABLE', 'PRODUCT_INVALID', 'SERVICE_BLOCKED'];

/** Fields that the user filled in: a check digit, an amount of nothing. */
const USERS_FIELDS = /^(debtorAccount|creditorAccount|creditorName|instructedAmount|remittance)/;
const isAboutPayment = (refusal: BankRefusal): boolean =>
  refusal.says(...PAYMENT_REFUSED) ||
  (refusal.says('FORMAT_ERROR') && refusal.paths.some((path) => USERS_FIELDS.test(path)));

const rejected = (cause?: unknown) =>
  new ConnectorError('pis.rejected', 'The bank did not accept the payment.', { cause });

/** `pis.*`: payment initiation, product sepa-credit-transfers. */
export function paymentHandlers(banks: Banks): Record<string, CallHandler | ScaHandler> {
  const url = (bank: Bank, ...more: string[]) =>
    bank.url('payments', { service: 'payments', product: 'sepa-credit-transfers' }, ...more);

  const create = async (bank: Bank, args: JsonObject, ctx: CallContext): Promise<Answer> => {
    const headers = authorisationHeaders(bank, argument(args, 'psu_id'), ctx);
    try {
      return await bank.change(
        'payment',
        { method: 'POST', url: url(bank), headers, body: creditTransfer(args, ctx.key) },
        ctx,
      );
    } catch (error) {
      throw error instanceof BankRefusal && isAboutPayment(error) ? rejected(error) : error;
    }
  };

  const initiate: CallHandler = async (args, ctx) => {
    const answer = await create(banks.of(args.bank), args, ctx).catch(orUnknownUser);
    const transaction_status = needText(answer.body, 'transactionStatus', 4);
    if (REJECTED.has(transaction_status)) throw rejected();
    const instructions = instructionsOf(answer);
    const links = instructions as unknown as JsonObject;
    return {
      payment_id: needText(answer.body, 'paymentId'),
      transaction_status,
      approach: instructions.approach,
      links,
    };
  };

  const status = async (bank: Bank, paymentId: string, ctx: CallContext) =>
    needText((await bank.read(url(bank, paymentId, 'status'), ctx)).body, 'transactionStatus', 4);

  const verdict = async (bank: Bank, paymentId: string, ctx: CallContext, isAuthorised: boolean): Promise<Verdict> => {
    const transaction_status = await status(bank, paymentId, ctx);
    if (REJECTED.has(transaction_status)) return { is: 'failed', message: REFUSED };
    const isOpen = transaction_status === PARTLY || (transaction_status === 'RCVD' && !isAuthorised);
    return isOpen ? { is: 'open' } : { is: 'done', result: { transaction_status } };
  };

  const settled: CallHandler = async (args, ctx) => {
    const transaction_status = await status(banks.of(args.bank), argument(args, 'payment_id'), ctx);
    if (REJECTED.has(transaction_status)) throw rejected();
    if (SETTLED.has(transaction_status)) return { transaction_status };
    throw new ConnectorError('pending', 'The payment has not settled yet.', { retryable: true });
  };

  const cancel: CallHandler = async (args, ctx) => {
    const bank = banks.of(args.bank);
    const paymentId = (args.payment_id as string | undefined) ?? (await lost(bank, args, ctx));
    if (paymentId !== undefined) await withdraw(bank, paymentId, ctx);
    return {};
  };

  /**
   * A payment whose answer was lost was never authorised, and lapses; where the arguments are given again, its id can
   * be learned.
   */
  const lost = async (bank: Bank, args: JsonObject, ctx: CallContext): Promise<string | undefined> => {
    const isKnown = ['psu_id', 'creditor_name', 'creditor_iban', 'amount', 'currency'].every(
      (name) => typeof args[name] === 'string',
    );
    if (ctx.undoes === undefined || !isKnown) return undefined;
    try {
      const { body } = await create(bank, args, { ...ctx, key: ctx.undoes });
      return REJECTED.has(needText(body, 'transactionStatus', 4)) ? undefined : needText(body, 'paymentId');
    } catch (error) {
      if (error instanceof ConnectorError && error.code === 'pis.rejected') return undefined;
      throw error;
    }
  };

  const withdraw = async (bank: Bank, paymentId: string, ctx: CallContext): Promise<void> => {
    try {
      await bank.change('payment.delete', { method: 'DELETE', url: url(bank, paymentId) }, ctx);
    } catch (error) {
      if (!(error instanceof BankRefusal)) throw error;
      if (!error.isUnknown && !REJECTED.has(await status(bank, paymentId, ctx))) throw error;
    }
  };

  return {
    'pis.initiate': initiate,
    'pis.authorise': authorisation(banks, {
      of: (args) => ({
        id: argument(args, 'payment_id'),
        psuId: argument(args, 'psu_id'),
        instructions: args.links as unknown as Instructions,
      }),
      verdict,
    }),
    'pis.settled': settled,
    'pis.cancel': cancel,
  };
}

/** The end-to-end id is the request's own: 32 characters of the 35 that SEPA has, and the same at a retry. */
function creditTransfer(args: JsonObject, key: string): JsonObject {
  const { debtor_iban, creditor_name, creditor_iban, amount, currency, remittance } = args;
  return {
    endToEndIdentification: requestId(key, 'end-to-end').replaceAll('-', ''),
    instructedAmount: { currency: currency as string, amount: amount as string },
    ...(debtor_iban ? { debtorAccount: { iban: debtor_iban } } : {}),
    creditorName: creditor_name as string,
    creditorAccount: { iban: creditor_iban as string },
    ...(remittance ? { remittanceInformationUnstructured: remittance } : {}),
  };
}

import { type CallContext, type CallHandler, ConnectorError } from '../../domain/connector';
import type { Banks } from './banks';
import { authorisationHeaders, type Bank } from './client';
import { withToken } from './consents';
import { isLastLook, paymentStatus, paymentUrl, productOf, REJECTED, UNDER_WAY } from './payment-standing';
import { BankRefusal } from './refusal';

/** ms: how long a bank is left alone that won't say how a payment stands. */
const BREATHER = 30_000;

/**
 * `pis.cancel`. A cancellation is done when the bank's own status says so: a payment that its user may still approve is
 * followed until it is gone or carried out. So it is where a bank wants the cancellation itself to be authorised (202),
 * where it answers 204 and has cancelled nothing, as XS2A may, and where its status lags. Throws `pis.executed` where
 * the payment was carried out all the same.
 */
export function cancellation(banks: Banks): CallHandler {
  return async (args, ctx) => {
    const paymentId = args.payment_id as string | undefined;
    // A payment whose answer was lost has no id, and lapses without an authorisation: there is nothing to take back.
    if (paymentId === undefined) return {};
    const bank = banks.of(args.bank);
    const product = productOf(args.product);
    const around = withToken(ctx, args);
    // A bank that has answered is not asked again, only looked at: it may count what it is asked.
    const answer = ctx.sending?.wasBegun ? 'taken' : await ask(bank, paymentUrl(bank, product, paymentId), around);
    await ctx.sending?.begin();
    if (answer === 'unknown') return {};
    const status = await paymentStatus(bank, product, paymentId, around).catch(orUnsaid);
    if (status === undefined && answer === 'done') return {};
    if (status === undefined) throw isLastLook(ctx) ? stands() : notYet(BREATHER);
    if (REJECTED.has(status)) return {};
    if (UNDER_WAY.has(status) || bank.profile.pis.settled[product].includes(status)) throw executed();
    throw isLastLook(ctx) ? stands() : notYet();
  };
}

/**
 * Asks for the cancellation. `done`: 204. `taken`: it has to be authorised, or the bank refuses it as things stand.
 * `unknown`: there is no such payment.
 */
async function ask(bank: Bank, url: URL, ctx: CallContext): Promise<'done' | 'taken' | 'unknown'> {
  const { redirect_headers_on_delete } = bank.profile.sca;
  const headers = redirect_headers_on_delete ? authorisationHeaders(bank, undefined, ctx) : {};
  try {
    const { status } = await bank.change('payment.delete', { method: 'DELETE', url, headers }, ctx);
    return status === 202 ? 'taken' : 'done';
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    return error.isUnknown ? 'unknown' : 'taken';
  }
}

/** A bank that refuses to tell a payment's status says nothing about its cancellation. */
function orUnsaid(error: unknown): undefined {
  if (!(error instanceof BankRefusal)) throw error;
}

const executed = () => new ConnectorError('pis.executed', 'The payment was carried out before it could be taken back.');
const stands = () => new ConnectorError('error', 'The bank has not cancelled the payment.');
const notYet = (retryAfter?: number) =>
  new ConnectorError('pending', 'The bank has not said yet what became of the payment.', {
    retryable: true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });

import {
  type CallContext,
  type CallHandler,
  ConnectorError,
  type PaymentStanding,
  type ScaHandler,
} from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import type { BankResponse } from '../toolkit/http';
import { argument, needText } from '../toolkit/json-readers';
import { feesOf, type Instructions, instructionsOf } from './approach';
import { authorisation } from './authorisation';
import type { Banks } from './banks';
import { cancellation } from './cancellation';
import { authorisationHeaders, type Bank } from './client';
import { tokenOf, userName, withToken } from './consents';
import type { Note } from './note';
import { appToken, assertSignedIn, orSignIn } from './oauth';
import { verifyPayee } from './payee';
import { FIELD_CODES, fieldRefused, prepare } from './payment-fields';
import {
  type Around,
  isLastLook,
  paymentStatus,
  paymentUrl,
  productOf,
  REJECTED,
  standingIn,
  UNDER_WAY,
} from './payment-standing';
import type { Product } from './profile';
import { BankRefusal, isPerhapsDone, orUnknownUser } from './refusal';
import { REFUSED, type ResourceStanding, type ScaWord } from './standing';

/** A payment that was found in order. Before an authorisation that the bank wants, this means nothing yet. */
const IN_ORDER = new Set(['ACTC', 'ACCP', 'ACWC', 'ACWP']);
/** Some of several required authorisations have been given. */
const PARTLY = 'PATC';
/** Refusals that speak of the payment, not of how it was asked for. */
const PAYMENT_REFUSED = ['PAYMENT_FAILED', 'FUNDS_NOT_AVAILABLE', 'PRODUCT_INVALID', 'SERVICE_BLOCKED'];
/** Refusals of a product: another one may be taken. */
const PRODUCT_REFUSED = ['PRODUCT_INVALID', 'PRODUCT_UNKNOWN', 'SERVICE_INVALID', 'RESOURCE_UNKNOWN'];

const rejected = (cause?: unknown) =>
  new ConnectorError('pis.rejected', 'The bank did not accept the payment.', { cause });

/** The products to try, in order. Without a wish: a standard transfer; for other currencies than EUR the bank's own. */
function productsFor({ profile }: Bank, { product: wish, currency }: JsonObject): Product[] {
  if (currency !== 'EUR' && profile.pis.products.domestic !== null) return ['domestic'];
  const wished: Product[] =
    wish === 'instant' ? ['instant'] : wish === 'instant_or_standard' ? ['instant', 'standard'] : ['standard'];
  return wished.filter((product) => profile.pis.products[product] !== null);
}

/** `pis.*`: payment initiation, SEPA credit transfers and instant ones. */
export function paymentHandlers(banks: Banks): Record<string, CallHandler | ScaHandler> {
  /**
   * A payment's creation is sent once where its answer may be lost on the way back: a bank may execute without asking
   * the user, and the standard has no way to look a payment up by anything but its id. A bank whose profile says that
   * it replays its first answer to a repeated request is asked again.
   */
  const create = async (bank: Bank, product: Product, args: JsonObject, ctx: Around): Promise<BankResponse> => {
    assertSignedIn(bank, tokenOf(args.token));
    const token = ctx.token ?? (await appToken(bank, ctx));
    const headers = authorisationHeaders(bank, userName(bank, args), ctx);
    const call = {
      method: 'POST',
      url: paymentUrl(bank, product),
      headers,
      body: creditTransfer(args, ctx.key),
    } as const;
    const { replays_request_id: isRepeatable } = bank.profile;
    if (ctx.sending?.wasBegun && !isRepeatable) throw perhapsTaken();
    await ctx.sending?.begin();
    try {
      return await bank.change(product === 'standard' ? 'payment' : `payment.${product}`, call, { ...ctx, token });
    } catch (error) {
      if (error instanceof ConnectorError && !isPerhapsDone(error)) ctx.sending?.notTaken();
      if (error instanceof BankRefusal) throw refusedPayment(error, args);
      throw error instanceof ConnectorError && !isRepeatable ? sentOnce(error) : error;
    }
  };

  /** Tries the products in order; a bank that refuses one as such is asked for the next. */
  const createOneOf = async (
    bank: Bank,
    args: JsonObject,
    ctx: Around,
  ): Promise<{ answer: BankResponse; product: Product }> => {
    const products = productsFor(bank, args);
    for (const product of products) {
      try {
        return { answer: await create(bank, product, args, ctx), product };
      } catch (error) {
        if (product === products.at(-1) || !isAboutProduct(error)) throw error;
      }
    }
    throw new ConnectorError('pis.product_not_offered', 'The bank does not offer this kind of payment.');
  };

  const initiate = async (bank: Bank, args: JsonObject, ctx: CallContext) => {
    const { answer, product } = await createOneOf(bank, args, withToken(ctx, args))
      .catch(orUnknownUser)
      .catch(orSignIn(bank));
    const transaction_status = needText(answer.body, 'transactionStatus', 4);
    if (REJECTED.has(transaction_status)) throw rejected();
    const instructions = instructionsOf(answer);
    return {
      product,
      answer,
      payment: {
        payment_id: needText(answer.body, 'paymentId', 500),
        transaction_status,
        approach: instructions.approach,
        links: instructions as unknown as JsonObject,
      },
    };
  };

  const verdict = async (bank: Bank, note: Note, ctx: CallContext, sca: ScaWord): Promise<ResourceStanding> => {
    const transaction_status = await paymentStatus(bank, productOf(note.product), note.id, ctx);
    if (REJECTED.has(transaction_status)) return { is: 'failed', message: REFUSED };
    if (transaction_status === PARTLY) return { is: 'partly' };
    return isAuthorised(bank, transaction_status, sca)
      ? { is: 'done', result: { transaction_status } }
      : { is: 'open' };
  };

  /** The status of the payment that an operation's arguments name. */
  const currentStatus = async (args: JsonObject, ctx: CallContext) => {
    const bank = banks.of(args.bank);
    const product = productOf(args.product);
    const transaction_status = await paymentStatus(bank, product, argument(args, 'payment_id'), withToken(ctx, args));
    return standingIn(bank, product, transaction_status);
  };

  /** Polls until the bank has said yes or no. When no time is left, an authorised payment is told as it stands. */
  const until = (ends: readonly PaymentStanding['state'][], closing: string): CallHandler =>
    async function poll(args, ctx) {
      const now = await currentStatus(args, ctx).catch(orLater(ctx));
      const { transaction_status, state } = now;
      if (state === 'rejected') throw rejected();
      if (ends.includes(state) || isLastLook(ctx)) return { transaction_status };
      throw new ConnectorError('pending', closing, { retryable: true });
    };

  return {
    'pis.prepare': async (args) => {
      const { fields, changed } = prepare(banks.of(args.bank).profile, args);
      return { ...fields, changed };
    },
    'pis.verify_payee': verifyPayee(banks),
    'pis.initiate': async (args, ctx) => {
      const { payment } = await initiate(banks.of(args.bank), args, ctx).catch((error: unknown) => {
        throw isForTheForm(error) ? rejected(error) : error;
      });
      return payment;
    },
    'pis.pay': async (args, ctx) => {
      const bank = banks.of(args.bank);
      const { fields } = prepare(bank.profile, args);
      const { debtor_iban: _debtor, remittance: _remittance, ...rest } = args;
      const { payment, product, answer } = await initiate(bank, { ...rest, ...fields }, ctx);
      return { ...payment, product, ...feesOf(answer.body) };
    },
    'pis.authorise': authorisation(banks, {
      of: (args) => ({
        id: argument(args, 'payment_id'),
        psuId: userName(banks.of(args.bank), args),
        product: productOf(args.product),
        instructions: args.links as unknown as Instructions,
      }),
      service: 'pis',
      verdict,
    }),
    'pis.accepted': until(['accepted', 'settled'], 'The bank has not decided yet.'),
    'pis.settled': until(['settled'], 'The payment has not settled yet.'),
    'pis.status': async (args, ctx) => ({ ...(await currentStatus(args, ctx)) }),
    'pis.cancel': cancellation(banks),
  };
}

/**
 * Some banks say ACTC or PDNG before the user has authorised, so while scaStatus is open only money under way counts;
 * where scaStatus can't be read, so does a payment that was accepted. Where the bank asks for no authorisation at all,
 * one that was found in order is exempted.
 */
function isAuthorised({ profile }: Bank, transactionStatus: string, sca: ScaWord): boolean {
  if (sca === 'succeeded' || UNDER_WAY.has(transactionStatus)) return true;
  if (sca === 'unasked') return IN_ORDER.has(transactionStatus) || profile.pis.accepted.includes(transactionStatus);
  return sca === 'unknown' && profile.pis.accepted.includes(transactionStatus);
}

function refusedPayment(refusal: BankRefusal, args: JsonObject): ConnectorError {
  const isFormat = refusal.says('FORMAT_ERROR', 'PARAMETER_NOT_CONSISTENT', 'VALIDATION_FAILED');
  const field = isFormat ? fieldRefused(refusal.paths, args, refusal) : undefined;
  if (field) return field;
  if (refusal.says(...PAYMENT_REFUSED)) return rejected(refusal);
  const isBare = isFormat && refusal.status === 400 && refusal.paths.length === 0;
  return isBare
    ? new ConnectorError('pis.details_refused', 'The bank does not accept these details.', { cause: refusal })
    : refusal;
}

/** An outcome that names what the user filled in. */
const isForTheForm = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  (error.code in FIELD_CODES || error.code === 'pis.details_refused' || error.code === 'pis.product_not_offered');

function isAboutProduct(error: unknown): boolean {
  const refusal = error instanceof BankRefusal ? error : (error as ConnectorError).cause;
  if (!(refusal instanceof BankRefusal)) return false;
  return refusal.says(...PRODUCT_REFUSED) || refusal.status === 404 || refusal.status === 405;
}

/** A bank that was not reached, or says that it serves nobody now, has not taken the payment: it is asked again. */
const sentOnce = (error: ConnectorError): ConnectorError => (isPerhapsDone(error) ? perhapsTaken(error) : error);

const perhapsTaken = (cause?: unknown) =>
  new ConnectorError('error', 'The bank may or may not have taken the payment.', { cause, uncertain: true });

/**
 * A bank that won't say how a payment stands has not refused the payment: it is asked again, more slowly. When no time
 * is left, nobody knows.
 */
const orLater =
  (ctx: CallContext) =>
  (error: unknown): never => {
    if (!(error instanceof BankRefusal)) throw error;
    const { retryAfter = 30_000 } = error;
    throw isLastLook(ctx)
      ? new ConnectorError('error', 'The bank does not say how the payment stands.', { cause: error, uncertain: true })
      : new ConnectorError('pending', 'The bank does not say how the payment stands.', { retryable: true, retryAfter });
  };

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

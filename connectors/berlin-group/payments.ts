import { type CallContext, type CallHandler, ConnectorError, type ScaHandler } from '../../domain/connector';
import type { Json, JsonObject } from '../../domain/json';
import { requestId } from '../../security/ids';
import type { BankResponse } from '../toolkit/http';
import { argument, needText } from '../toolkit/json-readers';
import { feesOf, type Instructions, instructionsOf } from './approach';
import { authorisation } from './authorisation';
import type { Banks } from './banks';
import { authorisationHeaders, type Bank } from './client';
import { userName, withToken } from './consents';
import type { Note } from './note';
import { appToken, assertSignedIn } from './oauth';
import { verifyPayee } from './payee';
import { FIELD_CODES, fieldRefused, prepare } from './payment-fields';
import type { Product } from './profile';
import { BankRefusal, isPerhapsDone, orUnknownUser } from './refusal';
import { REFUSED, type ResourceStanding, type ScaWord } from './standing';

type Around = CallContext & { token?: string };

/** ISO 20022 codes by which a bank says no, or that the payment was taken back. */
const REJECTED = new Set(['RJCT', 'CANC']);
/** Money is on its way or has come: no bank says so before the user has authorised. */
const UNDER_WAY = new Set(['ACSP', 'ACFC', 'ACSC', 'ACCC']);
/** Some of several required authorisations have been given. */
const PARTLY = 'PATC';
/** Refusals that speak of the payment, not of how it was asked for. */
const PAYMENT_REFUSED = ['PAYMENT_FAILED', 'FUNDS_NOT_AVAILABLE', 'PRODUCT_INVALID', 'SERVICE_BLOCKED'];
/** Refusals of a product: another one may be taken. */
const PRODUCT_REFUSED = ['PRODUCT_INVALID', 'PRODUCT_UNKNOWN', 'SERVICE_INVALID', 'RESOURCE_UNKNOWN'];

const rejected = (cause?: unknown) =>
  new ConnectorError('pis.rejected', 'The bank did not accept the payment.', { cause });

const productOf = (value: Json | undefined): Product =>
  value === 'instant' || value === 'domestic' ? value : 'standard';

/** The products to try, in order. Without a wish: a standard transfer; for other currencies than EUR the bank's own. */
function productsFor({ profile }: Bank, { product: wish, currency }: JsonObject): Product[] {
  if (currency !== 'EUR' && profile.pis.products.domestic !== null) return ['domestic'];
  const wished: Product[] =
    wish === 'instant' ? ['instant'] : wish === 'instant_or_standard' ? ['instant', 'standard'] : ['standard'];
  return wished.filter((product) => profile.pis.products[product] !== null);
}

function paymentUrl(bank: Bank, product: Product, ...more: string[]): URL {
  const { service, products } = bank.profile.pis;
  return bank.url('payments', { service, product: products[product] ?? '' }, ...more);
}

/** `pis.*`: payment initiation, SEPA credit transfers and instant ones. */
export function paymentHandlers(banks: Banks): Record<string, CallHandler | ScaHandler> {
  /**
   * A payment's creation is sent once where its answer may be lost on the way back: a bank may execute without asking the
   * user, and has no way to look a payment up by anything but its id.
   */
  const create = async (bank: Bank, product: Product, args: JsonObject, ctx: Around): Promise<BankResponse> => {
    assertSignedIn(bank, ctx.token);
    const token = ctx.token ?? (await appToken(bank, ctx));
    const headers = authorisationHeaders(bank, userName(bank, args), ctx);
    const call = {
      method: 'POST',
      url: paymentUrl(bank, product),
      headers,
      body: creditTransfer(args, ctx.key),
    } as const;
    if (ctx.sending?.wasBegun) throw perhapsTaken();
    ctx.sending?.begin();
    try {
      return await bank.change(product === 'standard' ? 'payment' : `payment.${product}`, call, { ...ctx, token });
    } catch (error) {
      if (error instanceof ConnectorError && !isPerhapsDone(error)) ctx.sending?.notTaken();
      if (error instanceof BankRefusal) throw refusedPayment(error, args);
      throw error instanceof ConnectorError ? sentOnce(error) : error;
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
    const { answer, product } = await createOneOf(bank, args, withToken(ctx, args)).catch(orUnknownUser);
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

  const status = async (bank: Bank, product: Product, paymentId: string, ctx: Around) =>
    needText((await bank.read(paymentUrl(bank, product, paymentId, 'status'), ctx)).body, 'transactionStatus', 4);

  const verdict = async (bank: Bank, note: Note, ctx: CallContext, sca: ScaWord): Promise<ResourceStanding> => {
    const transaction_status = await status(bank, productOf(note.product), note.id, ctx);
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
    const transaction_status = await status(bank, product, argument(args, 'payment_id'), withToken(ctx, args));
    const { accepted, settled } = bank.profile.pis;
    return {
      transaction_status,
      isSettled: settled[product].includes(transaction_status),
      isAccepted: accepted.includes(transaction_status),
    };
  };

  /** Polls until the bank has said yes or no. When no time is left, an authorised payment is told as it stands. */
  const until = (isEnd: (now: Awaited<ReturnType<typeof currentStatus>>) => boolean, closing: string): CallHandler =>
    async function poll(args, ctx) {
      const now = await currentStatus(args, ctx).catch(orLater(ctx));
      const { transaction_status } = now;
      if (REJECTED.has(transaction_status)) throw rejected();
      if (isEnd(now) || isLastLook(ctx)) return { transaction_status };
      throw new ConnectorError('pending', closing, { retryable: true });
    };

  const cancel: CallHandler = async (args, ctx) => {
    const paymentId = args.payment_id as string | undefined;
    // A payment whose answer was lost has no id, and lapses without an authorisation: there is nothing to take back.
    if (paymentId !== undefined)
      await withdraw(banks.of(args.bank), productOf(args.product), paymentId, withToken(ctx, args));
    return {};
  };

  /**
   * Only a bank whose status says that the payment is gone has cancelled it. One that wants the user to authorise the
   * cancellation (202) has not, and nobody is there to do so. A 204 may come although nothing was cancelled, as XS2A's
   * does where its core bank didn't say that an authorisation is needed; or the status lags, and is looked at again.
   */
  const withdraw = async (bank: Bank, product: Product, paymentId: string, ctx: Around): Promise<void> => {
    const { redirect_headers_on_delete } = bank.profile.sca;
    const headers = redirect_headers_on_delete ? authorisationHeaders(bank, undefined, ctx) : {};
    const isGone = async () => REJECTED.has(await status(bank, product, paymentId, ctx));
    try {
      const url = paymentUrl(bank, product, paymentId);
      const answer = await bank.change('payment.delete', { method: 'DELETE', url, headers }, ctx);
      const isWithdrawn = await isGone().catch(orUnsaid);
      if (isWithdrawn ?? answer.status !== 202) return;
      throw answer.status === 202 || isLate(ctx) ? stands() : notGoneYet();
    } catch (error) {
      if (!(error instanceof BankRefusal)) throw error;
      if (!error.isUnknown && !(await isGone())) throw stands(error);
    }
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
    'pis.accepted': until(({ isSettled, isAccepted }) => isSettled || isAccepted, 'The bank has not decided yet.'),
    'pis.settled': until(({ isSettled }) => isSettled, 'The payment has not settled yet.'),
    'pis.status': async (args, ctx) => {
      const { transaction_status, isSettled, isAccepted } = await currentStatus(args, ctx);
      const state = isSettled
        ? 'settled'
        : REJECTED.has(transaction_status)
          ? 'rejected'
          : isAccepted
            ? 'accepted'
            : 'open';
      return { transaction_status, state };
    },
    'pis.cancel': cancel,
  };
}

/**
 * Some banks say ACTC or PDNG before the user has authorised, so while scaStatus is open only money under way counts;
 * where scaStatus can't be read, so does a payment that was accepted.
 */
function isAuthorised({ profile }: Bank, transactionStatus: string, sca: ScaWord): boolean {
  if (sca === 'succeeded' || UNDER_WAY.has(transactionStatus)) return true;
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

/** Attempts in which a status that lags has caught up: a minute, since each waits twice as long as the one before. */
const LAGGING = 6;
const isLate = ({ attempt }: CallContext): boolean => (attempt?.number ?? LAGGING) >= LAGGING;
const notGoneYet = () =>
  new ConnectorError('pending', 'The bank has taken the cancellation, and does not say so yet.', { retryable: true });
/** A bank that refuses to tell a payment's status says nothing about its cancellation. */
function orUnsaid(error: unknown): undefined {
  if (!(error instanceof BankRefusal)) throw error;
}
const stands = (cause?: unknown) => new ConnectorError('error', 'The bank has not cancelled the payment.', { cause });

/**
 * A bank that won't say how a payment stands has not refused the payment: it is asked again, more slowly. When no time is
 * left, nobody knows.
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

const isLastLook = ({ attempt }: CallContext): boolean =>
  attempt?.left !== undefined && attempt.left < 2 * attempt.ms + 1_000;

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

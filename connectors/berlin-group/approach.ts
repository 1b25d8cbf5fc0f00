import type { Json, JsonObject } from '../../domain/json';
import type { BankResponse } from '../toolkit/http';
import { linksOf, someObject, someObjects, someText } from '../toolkit/json-readers';

/**
 * How one consent or payment is to be authorised: the part of a bank's answer that says so. Small, for it travels in
 * the session.
 */
export interface Instructions {
  approach: string;
  links: Record<string, string>;
  scaStatus?: string;
  methods?: { id: string; title: string }[];
  /** What the user is to be shown beside the field: `message`, `otp_max_length`, `otp_format`, `image`, `data`. */
  challenge?: JsonObject;
  psuMessage?: string;
  /** What it costs, in words by kind: `fee`, `conversion_fee`, `total`. */
  fees?: JsonObject;
  /** The bank says that the user has no method by which to authorise. */
  noMethods?: true;
  /** Our own: a consent for more follows this one, and what it is asked for. */
  then?: JsonObject;
}

const APPROACHES = new Set(['REDIRECT', 'DECOUPLED', 'EMBEDDED']);
/** Base64 characters of a challenge's picture. A larger one can't travel in a session's state. */
const MAX_IMAGE = 32 * 1024;

/** The approach that an answer's header names, else the one known so far; `''` while the bank hasn't fixed it. */
export function approachOf(headers: Record<string, string>, known = ''): string {
  const named = headers['aspsp-sca-approach']?.toUpperCase() ?? '';
  return APPROACHES.has(named) ? named : known;
}

export function instructionsOf({ headers, body, url }: BankResponse, known = ''): Instructions {
  const methods = someObjects(body.scaMethods).slice(0, 20).flatMap(methodOf);
  const scaStatus = someText(body, 'scaStatus', 40);
  const psuMessage = someText(body, 'psuMessage');
  const fees = feesOf(body);
  return {
    approach: approachOf(headers, known),
    links: linksOf(body, url),
    ...(scaStatus ? { scaStatus } : {}),
    ...(methods.length > 0 ? { methods } : {}),
    ...(body.challengeData || body.chosenScaMethod ? { challenge: challengeOf(body) } : {}),
    ...(psuMessage ? { psuMessage } : {}),
    ...(fees ? { fees } : {}),
    ...(hasNoMethods(body) ? { noMethods: true } : {}),
  };
}

const hasNoMethods = ({ scaMethods, tppMessages }: JsonObject): boolean =>
  (Array.isArray(scaMethods) && scaMethods.length === 0) ||
  someObjects(tppMessages).some(({ code }) => code === 'SCA_METHOD_UNKNOWN');

const FEES = { fee: 'transactionFees', conversion_fee: 'currencyConversionFee', total: 'estimatedTotalAmount' };

/** Costs that a bank tells before the user authorises; nothing where there are none. */
export function feesOf(body: JsonObject): Record<string, string> | undefined {
  const fees = Object.entries(FEES).flatMap(([name, field]) => {
    const money = someObject(body[field]);
    const [amount, currency] = [someText(money, 'amount', 24), someText(money, 'currency', 3)];
    return amount && currency ? [[name, `${amount} ${currency}`]] : [];
  });
  return fees.length > 0 ? Object.fromEntries(fees) : undefined;
}

function methodOf(method: JsonObject): { id: string; title: string }[] {
  const id = someText(method, 'authenticationMethodId', 64);
  const title = someText(method, 'name', 100) ?? someText(method, 'authenticationType', 40);
  return id ? [{ id, title: title ?? id }] : [];
}

function challengeOf(body: JsonObject): JsonObject {
  const data = someObject(body.challengeData);
  const shown: Record<string, Json | undefined> = {
    method: someText(someObject(body.chosenScaMethod), 'name', 100),
    message: someText(data, 'additionalInformation') ?? someText(body, 'psuMessage'),
    otp_max_length:
      Number.isSafeInteger(Number(data.otpMaxLength)) && data.otpMaxLength !== undefined
        ? Number(data.otpMaxLength)
        : undefined,
    otp_format: data.otpFormat === 'integer' || data.otpFormat === 'characters' ? data.otpFormat : undefined,
    image: typeof data.image === 'string' && data.image.length <= MAX_IMAGE ? data.image : undefined,
    data: Array.isArray(data.data) ? data.data.filter((line) => typeof line === 'string').slice(0, 10) : undefined,
  };
  return Object.fromEntries(Object.entries(shown).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

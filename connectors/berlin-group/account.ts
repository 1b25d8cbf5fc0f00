import type { Account, Balance } from '../../domain/connector';
import type { Json, JsonObject } from '../../domain/json';
import { unusable } from '../toolkit/http';
import { needText, someObject, someObjects, someText } from '../toolkit/json-readers';

/** `undefined` is absence: properties that are not known are not there. */
export const present = <T extends object>(object: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;

/** A Berlin Group `amount`: a decimal with a sign, seen from the account's owner. */
export function moneyOf(value: Json | undefined): { amount: string; currency: string } {
  const money = someObject(value);
  const amount = needText(money, 'amount', 24);
  if (!DECIMAL.test(amount)) throw unusable();
  return { amount, currency: needText(money, 'currency', 3) };
}

/** Without balances, which may have to be asked for. */
export function accountOf(details: JsonObject): Account {
  return present<Account>({
    account_id: needText(details, 'resourceId'),
    iban: someText(details, 'iban', 34),
    currency: needText(details, 'currency', 3),
    name: someText(details, 'name', 70) ?? someText(details, 'displayName', 70),
    product: someText(details, 'product', 35),
    type: someText(details, 'cashAccountType', 10),
    status: someText(details, 'status', 10) ?? 'enabled',
    balances: [],
  });
}

export function balancesOf(body: JsonObject): Balance[] {
  return someObjects(body.balances).map((balance) => {
    const at = someText(balance, 'lastChangeDateTime', 40) ?? someText(balance, 'referenceDate', 10);
    return present<Balance>({
      type: needText(balance, 'balanceType', 40),
      ...moneyOf(balance.balanceAmount),
      at: instant(at),
    });
  });
}

/** RFC 3339 in UTC; a mere date is its first instant. */
function instant(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

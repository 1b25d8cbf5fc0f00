import type { Client } from '../client';
import { clothesOf, type Visitor, visitor } from '../visitor';
import { faults } from './conformance';

/** What a bank's clothes say that it breaks, of the official description. */
const BROKEN: Record<string, RegExp> = {
  nudge: /\/(recurringIndicator must be boolean|frequencyPerDay must be integer)$/,
  pager: /\/(creditor|debtor|ultimate|mandate|remittance)\w+ must be (string|object)$/,
  signet: /_links\/\w+ must be object$/,
  swift: /_links\/\w+ must be object$/,
};

/** A visitor all of whose answers are judged by the official description. */
export function judged(
  bank: Client,
  name: string,
  psu?: string,
): { guest: Visitor; unexpected: () => string[]; expected: () => string[] } {
  const found: string[] = [];
  const recording: Client = {
    ...bank,
    async call(method, path, options) {
      const reply = await bank.call(method, path, options);
      const isJson = typeof reply.body === 'object';
      if (isJson) found.push(...faults(clothesOf(name), method, path, reply.status, reply.body));
      return reply;
    },
  };
  const isKnown = (fault: string) => BROKEN[name]?.test(fault) ?? false;
  return {
    guest: visitor(recording, name, psu),
    unexpected: () => found.filter((fault) => !isKnown(fault)),
    expected: () => found.filter(isKnown),
  };
}

import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { type BankResponse, charsetOf, unusable } from '../../toolkit/http';
import { linksOf } from '../../toolkit/json-readers';
import type { Bank } from '../client';
import { BankRefusal } from '../refusal';
import type { ConsentReader } from './consent-watch';
import { readDocument, UnknownFormat } from './formats/document';
import type { Report } from './formats/report';
import { codeOf, ibanOf, present } from './texts';

/** One page of a bank's history, whatever form it came in. */
export interface BankPage {
  reports: Report[];
  /** `_links` of the page, absolute. */
  links: Record<string, string>;
  url: URL;
}

const EVERYTHING = 'application/json, application/xml;q=0.9, text/plain;q=0.8';

/** Reads one page in the forms that the profile names, or, where the bank refuses those, in any that is read here. */
export async function readPage(bank: Bank, reader: ConsentReader, url: URL, requestId?: string): Promise<BankPage> {
  const accept = bank.profile.transactions.accept.join(', ');
  const ask = (forms: string) =>
    reader.read(url, { headers: { accept: forms }, as: 'any', ...(requestId === undefined ? {} : { requestId }) });
  const answer = await ask(accept).catch((error: unknown) => {
    if (error instanceof BankRefusal && error.status === 406 && accept !== EVERYTHING) return ask(EVERYTHING);
    throw error;
  });
  return pageOf(bank, reader, answer);
}

async function pageOf(bank: Bank, reader: ConsentReader, answer: BankResponse): Promise<BankPage> {
  const { url, status } = answer;
  if (status === 204) return { reports: [], links: {}, url };
  const document = readDocument(answer.bytes, charsetOf(answer.headers));
  if (!('json' in document)) return { reports: document.reports, links: {}, url };
  const { json } = document;
  const inner = isObject(json.transactions) ? json.transactions : {};
  const links = { ...linksOf(json, url), ...linksOf(inner, url) };
  const report = reportIn(json);
  if (report) return { reports: [report], links, url };
  if (links.download !== undefined) return { reports: await downloaded(bank, reader, url, links.download), links, url };
  // No list and no place to get it: only a bank that names the account says by this that there is nothing.
  if (!isObject(json.transactions) && !isObject(json.account)) throw unusable();
  return { reports: [], links, url };
}

/** The Berlin Group's own report; some banks give the bare list of booked rows. */
function reportIn({ transactions, account }: JsonObject): Report | undefined {
  const lists = isObject(transactions) ? transactions : { booked: transactions ?? null };
  const list = (name: string): Json[] | undefined => (Array.isArray(lists[name]) ? lists[name] : undefined);
  const [booked, pending, information] = [list('booked'), list('pending'), list('information')];
  if (!booked && !pending && !information) return undefined;
  const owner = isObject(account) ? account : {};
  return present<Report>({
    iban: ibanOf(owner.iban),
    currency: codeOf(owner.currency),
    booked: booked ?? [],
    pending: pending ?? [],
    informative: information?.length,
  });
}

async function downloaded(bank: Bank, reader: ConsentReader, from: URL, href: string): Promise<Report[]> {
  const url = bank.next(from, href);
  if (!url) throw new UnknownFormat('the download is on another host');
  const answer = await reader.read(url, { headers: { accept: '*/*' }, as: 'any' });
  const document = readDocument(answer.bytes, charsetOf(answer.headers));
  if (!('json' in document)) return document.reports;
  const report = reportIn(document.json);
  if (!report) throw unusable();
  return [report];
}

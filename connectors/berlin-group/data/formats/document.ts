import { isObject, type Json, type JsonObject } from '../../../../domain/json';
import { unpacked } from './archive';
import { reportsOfCamt } from './camt';
import { reportsOfMt940 } from './mt940';
import type { Report } from './report';
import { parseXml } from './xml';

/** A bank's answer that is no form of an account report that can be read: HTML, CSV, PDF. */
export class UnknownFormat extends Error {
  override readonly name = 'UnknownFormat';
}

/** What an answer turned out to be: the Berlin Group's own JSON, or reports made of another format. */
export type ReadDocument = { json: JsonObject } | { reports: Report[] };

/**
 * Reads an account report in any of the forms that banks give, by its content: JSON, camt.052/053, MT940, packed or
 * not. `charset` is the media type's. Throws `UnknownFormat`, and `ConnectorError` for a broken document.
 */
export function readDocument(bytes: Buffer, charset: string | undefined): ReadDocument {
  const documents = unpacked(bytes).map((document) => textOf(document, charset));
  const [only] = documents;
  const json = documents.length === 1 && only !== undefined ? jsonOf(only) : undefined;
  if (json) return { json };
  return { reports: documents.flatMap(reportsIn) };
}

function reportsIn(text: string): Report[] {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (/^<(\?xml|[\w:]*Document\b)/.test(start) && !/<html[\s>]/i.test(start.slice(0, 1000)))
    return reportsOfCamt(parseXml(start));
  if (/^(\{1:|\{4:|:20:|:940:|:942:)/.test(start) || /^.{0,400}?\n:20:/s.test(start)) return reportsOfMt940(start);
  throw new UnknownFormat('not a form of account report that is read here');
}

function jsonOf(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** By the XML declaration, else the media type, else UTF-8 where it is that, else Latin-1. */
function textOf(bytes: Buffer, charset: string | undefined): string {
  const declared = /^<\?xml[^>]*\bencoding=["']([\w.-]+)["']/.exec(bytes.subarray(0, 200).toString('latin1'))?.[1];
  const named = declared ?? charset;
  try {
    return new TextDecoder(named ?? 'utf-8', { fatal: named === undefined || /^utf-?8$/i.test(named) }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

import { isObject, type Json, type JsonObject } from '../../domain/json';
import { unusable } from './http';

/** Readers of others' answers: what is there and has the right type, or `ConnectorError` `error`. */
export function needText(body: JsonObject, name: string, maxLength = 128): string {
  const value = body[name];
  if (typeof value !== 'string' || value.length === 0 || value.length > maxLength) throw unusable();
  return value;
}

/** A text that may be missing; cut, without control characters. */
export function someText(body: JsonObject, name: string, maxLength = 500): string | undefined {
  const value = body[name];
  if (typeof value !== 'string') return undefined;
  const clean = value.replace(/\p{Cc}+/gu, ' ').trim();
  return clean === '' ? undefined : clean.slice(0, maxLength);
}

export const someObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const someObjects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/**
 * `_links` as name → href. A link is an object with `href` or, at some banks, a plain string. With `base`, the address
 * that was asked, every href that is an address is made absolute (RFC 3986).
 */
export function linksOf(body: JsonObject, base?: URL): Record<string, string> {
  return Object.fromEntries(
    Object.entries(someObject(body._links)).flatMap(([name, link]) => {
      const href = isObject(link) ? link.href : link;
      if (typeof href !== 'string' || href === '') return [];
      return [[name, base && URL.canParse(href, base.href) ? new URL(href, base).href : href]];
    }),
  );
}

/** An argument that the catalog's schema has already judged. */
export const argument = (args: JsonObject, name: string): string => args[name] as string;

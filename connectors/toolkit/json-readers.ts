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

/** `_links` as name → href. */
export function linksOf(body: JsonObject): Record<string, string> {
  const links = Object.entries(someObject(body._links));
  return Object.fromEntries(
    links.flatMap(([name, link]) => (isObject(link) && typeof link.href === 'string' ? [[name, link.href]] : [])),
  );
}

/** An argument that the catalog's schema has already judged. */
export const argument = (args: JsonObject, name: string): string => args[name] as string;

import type { Json } from '../../../domain/json';

/**
 * A free text as a bank writes it: whole, in one line, without control characters and `<br>`; numbers are texts too.
 */
export function lineOf(value: Json | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const clean = text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return clean === '' ? undefined : clean;
}

/** An ISO code of three letters: a currency. */
export function codeOf(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(text) ? text : undefined;
}

/** An IBAN without its blanks, in capitals; `undefined` for anything else. */
export function ibanOf(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' ? value.replace(/\s+/g, '').toUpperCase() : '';
  return /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text) ? text : undefined;
}

/** `undefined` is absence: properties that are not known are not there. */
export const present = <T extends object>(object: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

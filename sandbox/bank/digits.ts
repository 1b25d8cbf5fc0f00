import { uuidOf } from './books';

/** Ten digits that are always the same for the same text. */
export const digitsOf = (text: string): string =>
  String(Number.parseInt(uuidOf(text).replaceAll('-', '').slice(0, 11), 16) % 1e10).padStart(10, '0');

import { randomInt } from 'node:crypto';

/** What the user compares on the phone: no letter or digit that looks like another. */
export const phoneCode = (): string =>
  Array.from({ length: 8 }, () => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[randomInt(32)]).join('');

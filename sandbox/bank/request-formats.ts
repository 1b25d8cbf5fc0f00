import { isIP } from 'node:net';
import type { Call } from './call';
import { Refusal } from './refusal';

const isBoolean = (text: string): boolean => text === 'true' || text === 'false';
const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
/**
 * IPv4 by the official description; like most banks these take IPv6 too, but not the two in one (`::ffff:192.0.2.7`),
 * nor a zone.
 */
const isUserAddress = (text: string): boolean => isIP(text) !== 0 && !/[.].*:|:.*[.]|%/.test(text);

type Format = [name: string, fits: (text: string) => boolean, wanted: string];

/** The formats that the official description gives headers and queries. */
const HEADERS: readonly Format[] = [
  ['PSU-IP-Address', isUserAddress, 'An IP address is needed.'],
  ['TPP-Redirect-URI', isAddress, 'An absolute http or https URL is needed.'],
  ['TPP-Nok-Redirect-URI', isAddress, 'An absolute http or https URL is needed.'],
  ['TPP-Redirect-Preferred', isBoolean, 'It is true or false.'],
  ['TPP-Decoupled-Preferred', isBoolean, 'It is true or false.'],
  ['TPP-Explicit-Authorisation-Preferred', isBoolean, 'It is true or false.'],
];
const QUERIES: readonly Format[] = [
  ['withBalance', isBoolean, 'It is true or false.'],
  ['deltaList', isBoolean, 'It is true or false.'],
];

/** @throws Refusal 400 FORMAT_ERROR that names the header or query at fault */
export function requireFormats({ header, query }: Call): void {
  const wrong = (formats: readonly Format[], read: (name: string) => string | undefined) =>
    formats.find(([name, fits]) => {
      const value = read(name);
      return value !== undefined && !fits(value);
    });
  const found = wrong(HEADERS, header) ?? wrong(QUERIES, (name) => query[name]);
  if (found) throw new Refusal(400, 'FORMAT_ERROR', found[2], { path: found[0] });
}

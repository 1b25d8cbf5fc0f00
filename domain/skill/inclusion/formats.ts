/**
 * A format of texts as two patterns: all that it takes match `within`, and it takes all that match `surely`. So a
 * schema with a format can be compared without its code.
 */
interface FormatBounds {
  within: string;
  surely: string;
  /** Characters at most. */
  most?: number;
}

const DECIMAL = '^(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,6})?$';

/** What is known of each format, of the values as they are kept. */
export const FORMAT_BOUNDS: Readonly<Record<string, FormatBounds>> = {
  iban: {
    within: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$',
    surely: '^(?:DE89370400440532013000|MT84MALT011000012345MTLCAST001S)$',
  },
  bic: { within: '^[A-Z0-9]{8}(?:[A-Z0-9]{3})?$', surely: '^(?:COBADEFF|COBADEFFXXX)$' },
  amount: { within: DECIMAL, surely: '^24\\.90$' },
  currency: { within: '^[A-Z]{3}$', surely: '^(?:EUR|USD)$' },
  phone: { within: '^\\+[0-9]{2,15}$', surely: '^\\+40712345678$' },
  country: { within: '^[A-Z]{2}$', surely: '^(?:DE|RO)$' },
  'person-name': { within: '^', surely: '^[A-Za-z]+$' },
  date: { within: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', surely: '^[12][0-9]{3}-0[1-9]-0[1-9]$' },
  'date-time': { within: '^[0-9]{4}-', surely: '^2026-0[1-9]-0[1-9]T1[0-9]:00:00(?:\\.[0-9]{1,3})?Z$', most: 64 },
  email: { within: '@', surely: '^[a-z]{1,60}@[a-z]{1,60}\\.com$', most: 254 },
  uri: { within: '^[A-Za-z][A-Za-z0-9+.-]*:', surely: '^https://[a-z]{1,60}\\.com/[a-z]*$', most: 2_048 },
  uuid: { within: '[0-9a-fA-F-]{36}$', surely: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$' },
};

/** Decimals of a currency, and the days between which it can be used; none where it can be used now and on. */
interface CurrencyEntry {
  decimals: number;
  /** `YYYY-MM-DD`, inclusive. */
  from?: string;
  until?: string;
}

const WITHOUT_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const WITH_THREE = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const WITH_TWO = (
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
  'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
  'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
  'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SOS SRD SSP STN SVC SYP SZL THB TJS ' +
  'TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW'
).split(' ');

/** What amendments of ISO 4217 have changed lately: the old one until its last day, the new one from its first. */
const CHANGED: Record<string, CurrencyEntry> = {
  ANG: { decimals: 2, until: '2025-06-30' },
  XCG: { decimals: 2, from: '2025-03-31' },
  BGN: { decimals: 2, until: '2025-12-31' },
  HRK: { decimals: 2, until: '2022-12-31' },
  SLE: { decimals: 2, from: '2022-07-01' },
  SLL: { decimals: 2, until: '2023-12-31' },
  VED: { decimals: 2, from: '2021-10-01' },
  ZWG: { decimals: 2, from: '2024-06-25' },
  ZWL: { decimals: 2, until: '2024-08-31' },
};

const all = (names: readonly string[], decimals: number) => names.map((name) => [name, { decimals }] as const);

/** The currencies of ISO 4217 that people pay with: no funds codes, metals or test codes. */
const CURRENCIES: ReadonlyMap<string, CurrencyEntry> = new Map<string, CurrencyEntry>([
  ...all(WITHOUT_DECIMALS, 0),
  ...all(WITH_TWO, 2),
  ...all(WITH_THREE, 3),
  ...Object.entries(CHANGED),
]);

/** A currency's decimals, if it can be used on that day (`YYYY-MM-DD`). */
export function decimalsOf(currency: string, today: string): number | undefined {
  const found = CURRENCIES.get(currency);
  if (!found || today < (found.from ?? today) || today > (found.until ?? today)) return undefined;
  return found.decimals;
}

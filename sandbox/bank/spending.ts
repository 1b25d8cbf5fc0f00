import type { AccountKind } from './portfolio';

/** Something that an account holder does again and again. */
export interface Spending {
  names: string[];
  /** From, to: signed, in cents or bani. */
  cents: [number, number];
  /** How likely on a day that it falls on, 0 to 1. */
  likelihood: number;
  /** Day of the month. */
  on_day?: number;
  /** 0 is Sunday. */
  weekdays?: number[];
  months?: number[];
  by_card?: true;
  remittance: string;
  /** ISO 20022 bank transaction code. */
  code: string;
}

const card = (names: string[], from: number, to: number, likelihood: number, weekdays?: number[]): Spending => ({
  names,
  cents: [-from, -to],
  likelihood,
  ...(weekdays && { weekdays }),
  by_card: true,
  remittance: 'Card payment {date}',
  code: 'PMNT-CCRD-POSD',
});

const debit = (name: string, from: number, to: number, on_day: number, remittance: string): Spending => ({
  names: [name],
  cents: [-from, -to],
  likelihood: 1,
  on_day,
  remittance,
  code: 'PMNT-RDDT-ESDD',
});

const transfer = (name: string, from: number, to: number, on_day: number, remittance: string): Spending => ({
  names: [name],
  cents: [from, to],
  likelihood: 1,
  on_day,
  remittance,
  code: to > 0 ? 'PMNT-RCDT-ESCT' : 'PMNT-ICDT-ESCT',
});

const groceries = card(['Marktfrisch', 'Bio am Platz', 'Kaufhalle Nord', 'Obst & Gemüse Petri'], 1200, 8500, 0.38);
const bakery = card(['Bäckerei Sonnentag', 'Kaffeehaus Linde'], 250, 850, 0.35, [1, 2, 3, 4, 5]);
const market = card(['Băcănia Veche', 'Piața Mare', 'Magazinul din Colț'], 4000, 26000, 0.2);

export const SPENDING: Record<AccountKind, Spending[]> = {
  current: [
    transfer('Feinwerk Albrecht GmbH', 285000, 285000, 25, 'Salary {month}'),
    { ...transfer('Feinwerk Albrecht GmbH', 90000, 120000, 25, 'Bonus {month}'), months: [12] },
    transfer('Hausverwaltung Lindenhof', -95000, -95000, 1, 'Rent {month}'),
    transfer('Rainy days', -30000, -30000, 26, 'Savings {month}'),
    debit('Stadtwerke Musterstadt', 6200, 9400, 3, 'Electricity {month}'),
    debit('Funknetz Mobil', 1999, 1999, 8, 'Mobile phone {month}'),
    debit('Filmabend Streaming', 1299, 1299, 12, 'Subscription {month}'),
    debit('Turnhalle 24', 2990, 2990, 15, 'Membership {month}'),
    debit('Sorglos Versicherung', 4125, 4125, 20, 'Household insurance {month}'),
    debit('Verkehrsbetriebe Musterstadt', 4900, 4900, 2, 'Monthly ticket {month}'),
    groceries,
    bakery,
    card(['Trattoria Da Lina', 'Gasthof Krone', 'Pho Drei'], 1800, 7000, 0.45, [5, 6]),
    card(['Fernzug', 'Taxi Stern'], 690, 4500, 0.1),
    card(['Apotheke am Markt'], 500, 2900, 0.03),
    card(['Buchversand Seitenweise', 'Schuhwerk Online', 'Elektroladen Volt'], 900, 14000, 0.08),
    {
      names: ['Cash machine Marktplatz'],
      cents: [-10000, -5000],
      likelihood: 0.05,
      by_card: true,
      remittance: 'Cash {date}',
      code: 'PMNT-CCRD-CWDL',
    },
    {
      ...card(['Schuhwerk Online'], 0, 0, 0.01),
      cents: [2500, 8900],
      remittance: 'Refund {date}',
      code: 'PMNT-CCRD-RIMB',
    },
  ],
  savings: [
    transfer('Main account', 30000, 30000, 26, 'Savings {month}'),
    { ...transfer('Bank XYZ', 1800, 4200, 30, 'Interest {month}'), months: [3, 6, 9, 12], code: 'ACMT-MCOP-INTR' },
    {
      names: ['Main account'],
      cents: [-60000, -20000],
      likelihood: 0.01,
      remittance: 'From savings {date}',
      code: 'PMNT-ICDT-BOOK',
    },
  ],
  lei: [
    transfer('Ionescu Maria', 180000, 180000, 10, 'Chirie {month}'),
    debit('Apă și Lumină', 16000, 26000, 14, 'Utilități {month}'),
    debit('Fibră Net', 9500, 9500, 18, 'Internet {month}'),
    market,
    card(['Benzinăria Nord'], 20000, 38000, 0.05),
  ],
};

/** Made today, booked in a day or two. */
export const PENDING: Record<AccountKind, Spending[]> = { current: [groceries, bakery], savings: [], lei: [market] };

/** What was there before the two years that are shown. */
export const OPENING_CENTS: Record<AccountKind, number> = { current: 150_000, savings: 520_000, lei: 300_000 };

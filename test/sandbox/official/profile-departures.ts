import type { BankProfile } from '../../../connectors/berlin-group/profile';

/** Where a profile says that its bank wants something else than the standard, and of what that speaks. */
const DEPARTURES: [
  pointer: string,
  holds: (profile: BankProfile) => boolean,
  fault: (profile: BankProfile) => RegExp,
][] = [
  [
    '/consent/frequency_as_text',
    ({ consent }) => consent.frequency_as_text,
    () => /^body\/frequencyPerDay must be int/,
  ],
  ['/consent/resource', ({ consent }) => !consent.resource, () => /^Consent-ID is needed/],
  ['/pis/debtor_account', ({ pis }) => pis.debtor_account !== 'required', () => /required property 'debtorAccount'/],
  ['/pis/products', () => true, () => /^payment-product must be equal to one of/],
  ['/headers/psu_ip_address', ({ headers }) => headers.psu_ip_address === 'never', () => /^PSU-IP-Address is needed/],
  ['/headers/token', () => true, ({ headers }) => new RegExp(`^${headers.token} is no header`)],
  [
    '/headers/extra',
    ({ headers }) => Object.keys(headers.extra).length > 0,
    ({ headers }) => new RegExp(`^(${Object.keys(headers.extra).join('|')}) is no header`),
  ],
  ['/sign/certificate_frame', ({ sign }) => sign.certificate_frame === true, () => /^TPP-Signature-Certificate must/],
  [
    '/transactions/extra_query',
    ({ transactions }) => Object.keys(transactions.extra_query).length > 0,
    ({ transactions }) => new RegExp(`^(${Object.keys(transactions.extra_query).join('|')}) is no query`),
  ],
];

/** The place in the profile that names what a request departs from; `undefined` where nothing does. */
export const profileSaysSo = (profile: BankProfile, fault: string): string | undefined =>
  DEPARTURES.find(([, holds, speaksOf]) => holds(profile) && speaksOf(profile).test(fault))?.[0];
